"""How a source writes its files, beside which column is which: format, characters, marks, and how a file ends."""

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

Format = Literal["csv", "jsonl", "fixed_width", "xlsx", "parquet"]
TEXT_FORMATS = frozenset({"csv", "jsonl", "fixed_width"})
# Encodings of text that Python decodes piece by piece with the same outcome as in one go.
ENCODINGS = (
    *("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "ascii", "cp437", "cp850", "cp852", "cp866"),
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258"),
    *("iso-8859-1", "iso-8859-2", "iso-8859-5", "iso-8859-7", "iso-8859-9", "iso-8859-15", "koi8-r", "mac-roman"),
    *("shift_jis", "euc-jp", "gb18030", "big5", "euc-kr"),
)


def _encoding(value: str) -> str:
    if value not in ENCODINGS:
        raise ValueError(f"expected one of {', '.join(ENCODINGS)}")
    return value


def _delimiter(value: str) -> str:
    if len(value) != 1 or not value.isascii() or value.isalnum() or value in "\"\r\n\0'.-+_":
        raise ValueError("expected one ASCII character that is no letter, digit, quote, sign or line end")
    return value


def _pattern(value: str) -> str:
    try:
        groups = re.compile(value).groupindex
    except re.error as error:
        raise ValueError(f"expected a regular expression ({error})") from error
    if not groups:
        raise ValueError("expected a named group for each control total, for example (?P<rows>[0-9]+)")
    return value


Pattern = Annotated[str, AfterValidator(_pattern)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class FixedField(_Part):
    """One field of a fixed-width row: its name and its width in characters."""

    name: str = Field(min_length=1)
    width: int = Field(ge=1, le=10_000)


class Trailer(_Part):
    """The last line of each file, which is no data: its groups are control totals."""

    pattern: Pattern


class ControlFile(_Part):
    """A file beside each file, named as that one plus the suffix, that holds its control totals.

    Every pattern must be found in it. Groups: rows, bytes, md5, sha256, or a column of the contract for its sum.
    """

    suffix: str = Field(pattern=r"^\.[A-Za-z0-9._-]{1,16}$")
    patterns: list[Pattern] = Field(min_length=1)


class Dialect(_Part):
    """What every dataset of a source has in common.

    header        the first row names the columns; without one, field_names does
    pad           what fills up a fixed-width field, on either side
    negative      where the sign stands: leading (-5), trailing (5-) or parentheses ((5))
    null_markers  texts that stand for an empty value; the empty text always does
    final_newline 'required' where a file without one was cut off
    max_refused_share   above this share of refused rows the file is refused as a whole, once min_refused_rows are
    """

    format: Format
    encoding: Annotated[str, AfterValidator(_encoding)] = "utf-8"
    delimiter: Annotated[str, AfterValidator(_delimiter)] = ","
    header: bool = True
    field_names: list[str] = Field(default_factory=list)
    fields: list[FixedField] = Field(default_factory=list)
    pad: str = Field(default=" ", min_length=1, max_length=1)
    sheet: str = ""
    decimal_mark: Literal[".", ","] = "."
    thousands_mark: Literal["", ".", ",", "'", " ", "\u00a0", "\u202f"] = ""
    negative: Literal["leading", "trailing", "parentheses"] = "leading"
    null_markers: list[str] = Field(default_factory=list)
    final_newline: Literal["optional", "required"] = "optional"
    trailer: Trailer | None = None
    control_file: ControlFile | None = None
    max_refused_share: float = Field(default=0.2, ge=0, le=1)
    min_refused_rows: int = Field(default=20, ge=1)

    @property
    def has_typed_dates(self) -> bool:
        """The format knows dates and times; they are read as ISO 8601, a date as its midnight."""
        return self.format in ("xlsx", "parquet")

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        mistakes = list(self._misfits())
        if mistakes:
            raise ValueError("; ".join(mistakes))
        return self

    def _misfits(self) -> list[str]:
        names = [field.name for field in self.fields] if self.format == "fixed_width" else self.field_names
        has_names = self.format in ("csv", "xlsx") and not self.header
        checks = [
            (has_names and not self.field_names, "header: false needs field_names"),
            (self.header and self.field_names, "field_names needs header: false"),
            (self.field_names and self.format not in ("csv", "xlsx"), f"field_names does not go with {self.format}"),
            (self.format == "fixed_width" and not self.fields, "fixed_width needs fields, each with name and width"),
            (self.fields and self.format != "fixed_width", f"fields does not go with {self.format}"),
            (len(set(names)) < len(names), "a field is named twice"),
            (self.sheet and self.format != "xlsx", f"sheet does not go with {self.format}"),
            (self.trailer and self.format not in TEXT_FORMATS, f"a trailer does not go with {self.format}"),
            (self.thousands_mark == self.decimal_mark, "thousands_mark and decimal_mark are the same"),
            (
                self.final_newline == "required" and self.format not in TEXT_FORMATS,
                f"final_newline does not go with {self.format}",
            ),
        ]
        return [problem for is_wrong, problem in checks if is_wrong]
