"""A sample taken apart: its dialect as far as told, and its columns."""

from dataclasses import dataclass

from functions.landing.dialect import FixedField
from jobs.contracts.errors import FileRefused
from jobs.contracts.paths import printable
from till.new_source.encoding import decoded, told_encoding
from till.new_source.figures import Notation, told_notations
from till.new_source.file_columns import FileColumn
from till.new_source.null_texts import told_null_texts
from till.new_source.sample import Sample
from till.new_source.shape import Shape, told_shape
from till.new_source.tables import table_shape
from till.new_source.told import Told
from till.new_source.writing import Setting


@dataclass(frozen=True, slots=True)
class Read:
    """What the sample is made of.

    notations   those that fit, the plainest first
    rows        of the sample, as far as lines tell
    last_line   of a text that is there to its end, where it may be no row; else ''
    is_all      the columns hold every row of the file
    """

    settings: list[Setting]
    columns: list[FileColumn]
    notations: list[Told[Notation]]
    null_texts: list[str]
    rows: int
    last_line: str
    is_all: bool
    fields: list[FixedField]


def read_sample(sample: Sample) -> Read:
    """The sample taken apart. Raises FileRefused where no known format fits it."""
    settings: list[Setting] = []
    last_line, lines = "", 0
    if sample.table_format:
        shape, sheet = table_shape(sample, sample.table_format)
        settings += [Setting("sheet", sheet.value, sheet.comment)] if sheet else []
    else:
        encoding = told_encoding(sample)
        text = decoded(sample, encoding.value)
        shape = _text_shape(text, sample)
        settings.append(Setting("encoding", encoding.value, encoding.comment))
        lines = len(text.splitlines()) - bool(shape.header and shape.header.value)
        last_line = text.splitlines()[-1] if sample.whole and not shape.is_row(text.splitlines()[-1]) else ""
    settings[:0] = [Setting("format", shape.format.value, shape.format.comment)]
    settings += _shape_settings(shape)
    values = [[row[at] for row in shape.rows] for at in range(len(shape.names))]
    null_texts = told_null_texts(values)
    nulls = frozenset(null_texts)
    columns = [FileColumn(name, each, nulls) for name, each in zip(shape.names, values, strict=True)]
    notations = told_notations([each.filled for each in columns if each.is_figures])
    is_all = sample.whole and len(shape.rows) >= lines - bool(last_line)
    return Read(settings, columns, notations, null_texts, lines, last_line, is_all, shape.fields)


def _text_shape(text: str, sample: Sample) -> Shape:
    shape = told_shape(text)
    if shape is None or not shape.rows:
        raise FileRefused(
            "file-unreadable",
            "No layout could be told from the file.",
            where=printable(sample.path.name),
            found=f"{len(text.splitlines()):,} lines in the sample",
            expected="CSV, JSON Lines, rows of fixed width, xlsx or Parquet, with some rows",
            next_step="take a file with more rows, or write the source by hand: docs/sources.md",
        )
    return shape


def _shape_settings(shape: Shape) -> list[Setting]:
    settings = []
    if shape.delimiter:
        settings.append(Setting("delimiter", shape.delimiter.value, shape.delimiter.comment))
    if shape.header and not shape.header.value:
        settings.append(Setting("header", False, shape.header.comment))
        settings.append(Setting("field_names", shape.names, "numbered: the file names none"))
    elif shape.header:
        settings.append(Setting("header", True, shape.header.comment))
    return settings
