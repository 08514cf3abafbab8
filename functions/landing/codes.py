"""The catalogue of codes: what can be wrong with a dropped file or a row of it, and what to do then.

The codes are stable: people filter on them, and tests assert on them. The wording beside them may change. The page
docs/violations.md is made from here.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Code:
    """One code of the catalogue.

    meaning    when it is given, in a sentence
    next_step  what a person does about it
    example    what stood in a file, or in its name, that got the code
    """

    meaning: str
    next_step: str
    example: str


ROW_CODES: Final[dict[str, Code]] = {
    "field-count": Code(
        "The row has more or fewer fields than the header; an empty line is a row of one empty field.",
        "Look for a delimiter inside a text that is not quoted; export again with quotes.",
        "7,1,Tea, green,2026-03-01 under a header of four names",
    ),
    "quote-misplaced": Code(
        "A quote stands inside an unquoted field, or text follows a closing quote.",
        'Have the till quote the whole field and double the quotes inside it: "19"" screen".',
        '19" screen',
    ),
    "quote-unclosed": Code(
        "A quote is never closed; the rest of the file from that row on is one refused row.",
        "Correct the row in the export, or drop the file again: what follows the row is not read.",
        '"Tea',
    ),
    "row-width": Code(
        "A row of fixed width has more or fewer characters than its fields together.",
        "Compare the row with `fields` in the source; trailing blanks may have been cut off.",
        "a row of 79 characters where the fields are 80 wide",
    ),
    "not-json": Code(
        "The line is not one JSON object of plain figures and texts.",
        "Write one object a line, without NaN and without half surrogate pairs.",
        '{"price": NaN}',
    ),
    "duplicate-member": Code(
        "A JSON object has a name twice, or has a column under two of its names.",
        "Correct the export: nobody can tell which of the two values counts.",
        '{"price": 1, "price": 2}',
    ),
    "row-too-long": Code(
        "The row is longer than a row may be; the rest of the file from there on is one refused row.",
        "Look for lost line ends; a row may be 1 MiB long.",
        "a file without line ends",
    ),
    "control-character": Code(
        "A text holds a control character other than a tab or, in quotes, a line break.",
        "Have the till write text; a lone carriage return is no line end.",
        "Te\\x07a",
    ),
    "required-empty": Code(
        "A value that the row must have is empty and cannot be derived.",
        "Supply the value, or say in the source where it comes from (`constant`, `path`, `derived`).",
        "an empty sales_date",
    ),
    "not-an-integer": Code(
        "The value is not digits with an optional sign.",
        "Correct the value; a value inside a longer text is taken out by `pattern` in the source.",
        "1.0",
    ),
    "not-a-decimal": Code(
        "The value is not plain digits with an optional sign and the declared decimal mark.",
        "Compare `decimal_mark`, `thousands_mark` and `negative` in the source with the file; exponents are refused.",
        "1,234.50",
    ),
    "too-many-decimals": Code(
        "The value has more decimals than the contract keeps, and they are not zeros.",
        "Round at the till: nothing is rounded here without being asked to.",
        "3.505",
    ),
    "not-a-date": Code(
        "The value is not a real date in the declared format.",
        "Compare `format` in the source with the file.",
        "2026-02-30",
    ),
    "not-a-timestamp": Code(
        "The value is not a real date and time in the declared format.",
        "Compare `format` in the source with the file; a time has hours and minutes.",
        "2026-03-01 24:00:00",
    ),
    "unknown-value": Code(
        "The source does not say what the value means.",
        "Add the value to `values` in the source, or say by `other` what becomes of such values.",
        "3, where values say what 1 and 2 are",
    ),
    "pattern-mismatch": Code(
        "The text is not of the pattern that the contract or the source declares.",
        "Correct the value, or the pattern.",
        "ab-1, where [A-Z]{2}-[0-9]+ is declared",
    ),
    "wrong-length": Code(
        "The text is shorter or longer than the contract allows.",
        "Correct the value, or the lengths in the contract.",
        "a name of 300 characters in a varchar(200)",
    ),
    "sign-unexpected": Code(
        "An amount of a return has a sign, though the source writes returns without.",
        "Look whether the till has changed; correct `returns` in the source.",
        "-5.00 in a row marked R",
    ),
    "out-of-range": Code(
        "The value is outside the bounds of its column or of the column's type.",
        "Correct the value; for a date after its file was dropped look at the till's clock.",
        "1999-12-31",
    ),
    "ends-before-start": Code(
        "Something ends before it begins: a promotion or a coupon, or a store closes before it opens.",
        "Correct the two dates; look whether they stand in each other's column.",
        "2026-03-01 to 2026-02-28",
    ),
    "amounts-disagree": Code(
        "Price x quantity, less discount, rounded to the cent, is not the total.",
        "See which of them the till computes otherwise; leave that one out by `derived: true` or `constant: null`.",
        "2.50 x 2 and a total of 5.01",
    ),
}

FILE_CODES: Final[dict[str, Code]] = {
    "file-empty": Code("The file holds nothing.", "Export the file again.", "0 bytes"),
    "header-only": Code(
        "The file holds a header and no data row.",
        "Look whether the till exported an empty day; there is nothing to land.",
        "one line",
    ),
    "file-unreadable": Code(
        "The file is not of the declared format and encoding, or its compression is broken or too high.",
        "Compare `format` and `encoding` in the source with the file; export or send it again.",
        "a photograph",
    ),
    "file-too-large": Code(
        "The file is larger than the app reads.",
        "Split the export by day or store, or raise TILLSTREAM_MAX_FILE_BYTES.",
        "a year in one file",
    ),
    "missing-mandatory-columns": Code(
        "The header lacks columns that the contract needs and the source does not supply.",
        "Export them, or say in the source which columns they are or where their values come from.",
        "a header without price",
    ),
    "duplicate-column": Code(
        "The header names a column more than once, or two of the file's columns are the same one of the contract.",
        "Rename or drop one of them at the till.",
        "price,quantity,price",
    ),
    "given-up": Code(
        "Every try to land the file ended in an error of the app or of storage, and its message was put aside.",
        "See the host's log, mend the cause, then till refresh, or drop the file again.",
        "storage that did not answer five times",
    ),
    "path-malformed": Code(
        "The file lies in no folder of a dataset and a source, or under a name that storage would not give back.",
        "Drop it into landing/<dataset>/<source>/ under a plain name.",
        "landing/sales.csv",
    ),
    "path-without-value": Code(
        "The file's name does not hold the value that the source takes from it.",
        "Drop the file under a name that does, or correct `path` in the source.",
        "sales.csv where 'store-([0-9]+)/' is looked for",
    ),
    "unknown-dataset": Code(
        "The folder names a dataset that has no contract.",
        "Drop the file into the folder of its dataset.",
        "landing/sale/acme/a.csv",
    ),
    "unknown-source": Code(
        "The folder names a source that has no mapping, or none for this dataset.",
        "Write sources/<name>.yaml (till new-source proposes one), then till replay.",
        "landing/pos_sales/acmee/a.csv",
    ),
    "file-cut-off": Code(
        "The end of the file is not the end that its source declares: a trailer, a final line end.",
        "Send the file again, whole.",
        "no line end behind the last row",
    ),
    "control-file-missing": Code(
        "The control file that belongs to the file is not there.",
        "Nothing, where it is on its way: the file waits and lands when it comes; else drop it.",
        "a.csv without a.csv.ok",
    ),
    "control-file-unreadable": Code(
        "The control file does not say what its source expects it to.",
        "Send it again, or correct `patterns` in the source.",
        "an empty control file",
    ),
    "control-total-differs": Code(
        "Rows, a sum, the size or the digest are others than the control totals say.",
        "Send the file again, whole; the till's own report tells which of the two is right.",
        "a trailer that says 120 rows below 119",
    ),
    "too-many-refused": Code(
        "A greater share of the rows is refused than the source allows; no row is landed.",
        "See by till check-source what is wrong; correct the export, the source, or its `max_refused_share`.",
        "every date in another format",
    ),
}

CATALOGUE: Final[dict[str, Code]] = ROW_CODES | FILE_CODES
