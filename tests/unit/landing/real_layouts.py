"""The same sales written in every layout that a source can declare: bytes, file name, and the source's keys."""

import csv
import gzip
import hashlib
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import yaml

from tests.corpus.packed import zipped
from tests.corpus.workbooks import workbook

ISO = "%Y-%m-%d %H:%M:%S"
TIME, QUANTITY, COST = "transaction_timestamp", "quantity", "sales_value"
COLUMNS = {
    "customer_id": {"from": "household_id"},
    "receipt_id": {"from": "basket_id"},
    "total_cost": {"from": COST},
    "sales_date": {"from": TIME, "format": ISO},
    "sold_at": {"from": TIME, "format": ISO},
    "price": {"derived": True},
    "product_name": {"constant": None},
    "sales_person_id": {"constant": None},
}
NEW_YORK = "America/New_York"

type Rows = list[dict[str, str]]


@dataclass(frozen=True)
class Written:
    """One layout of the sales; `source` holds keys on top of those of the plain CSV."""

    name: str
    content: bytes
    file: str = "a.csv"
    source: dict[str, Any] = field(default_factory=dict)
    control: bytes = b""

    def source_text(self) -> str:
        columns = COLUMNS | self.source.get("columns", {})
        keys = {key: value for key, value in self.source.items() if key != "columns"}
        plain = {"source": "test", "format": "csv", "time_zone": NEW_YORK}
        return yaml.safe_dump({**plain, **keys, "datasets": {"pos_sales": {"columns": columns}}}, allow_unicode=True)


def as_csv(rows: Rows, *, header: bool = True, **how: Any) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator=how.pop("lineterminator", "\n"), **how)
    if header:
        writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def changed(rows: Rows, **columns: Callable[[str], str]) -> Rows:
    """The rows with some columns written in another way."""
    return [{name: columns[name](text) if name in columns else text for name, text in row.items()} for row in rows]


def layouts(rows: Rows) -> Iterator[Written]:
    """Every layout of the rows, the plain one first."""
    plain = as_csv(rows)
    yield Written("plain", plain.encode())
    yield from _delimited(rows)
    yield from _encoded(rows, plain)
    yield from _ended(rows, plain)
    yield from _notations(rows)
    yield from _json_lines(rows)
    yield from _fixed_width(rows)
    yield Written("xlsx", workbook([list(rows[0]), *_typed(rows)]), "a.xlsx", {"format": "xlsx"})
    as_text = workbook([list(rows[0]), *(list(row.values()) for row in rows)])
    yield Written("xlsx of texts, in a zip", zipped({"a.xlsx": as_text}), "a.xlsx.zip", {"format": "xlsx"})
    yield from _parquet(rows)


def _delimited(rows: Rows) -> Iterator[Written]:
    yield Written("tabs", as_csv(rows, delimiter="\t").encode(), "a.tsv", {"delimiter": "\t"})
    yield Written("bars", as_csv(rows, delimiter="|").encode(), "a.txt", {"delimiter": "|"})
    named = {"header": False, "field_names": list(rows[0])}
    yield Written("no header", as_csv(rows, header=False).encode(), "a.csv", named)
    quoted = as_csv([dict(reversed(row.items())) for row in rows], quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    yield Written("columns turned round, all quoted, CR LF", quoted.encode())
    noted = as_csv([row | {"note": 'K\u00e4se, "alt"\njung'} for row in rows])
    yield Written("a quoted column more, in cp1252", noted.encode("cp1252"), "a.csv", {"encoding": "cp1252"})


def _encoded(rows: Rows, plain: str) -> Iterator[Written]:
    yield Written("byte order mark", plain.encode("utf-8-sig"))
    for encoding in ("utf-16", "utf-16-be", "utf-32", "ascii", "shift_jis"):
        yield Written(encoding, plain.encode(encoding), "a.csv", {"encoding": encoding})
    yield Written("gzip", gzip.compress(plain.encode()), "a.csv.gz")
    yield Written("zip", zipped({"till.csv": plain.encode()}), "a.csv.zip")
    in_both = gzip.compress(plain.encode("utf-16"))
    yield Written("utf-16 in gzip", in_both, "a.csv.gz", {"encoding": "utf-16"})


def _ended(rows: Rows, plain: str) -> Iterator[Written]:
    total = sum(Decimal(row[COST]) for row in rows)
    trailer = {"trailer": {"pattern": r"END;(?P<rows>[0-9]+);(?P<total_cost>[-0-9.]+)"}, "final_newline": "required"}
    yield Written("trailer", f"{plain}END;{len(rows)};{total}\n".encode(), "a.csv", trailer)
    digest = {"control_file": {"suffix": ".md5", "patterns": ["(?P<md5>[0-9a-f]{32})"]}}
    control = f"{hashlib.md5(plain.encode(), usedforsecurity=False).hexdigest()} *a.csv\n".encode()
    yield Written("digest beside it", plain.encode(), "a.csv", digest, control)


def _notations(rows: Rows) -> Iterator[Written]:
    marked = changed(rows, **dict.fromkeys((QUANTITY, COST), _with_comma))
    dialect = {"delimiter": ";", "decimal_mark": ",", "thousands_mark": "."}
    yield Written("decimal comma, thousands points", as_csv(marked, delimiter=";").encode(), "a.csv", dialect)
    cents = changed(rows, **{COST: lambda text: str(int(Decimal(text) * 100))})
    yield Written(
        "cents", as_csv(cents).encode(), "a.csv", {"columns": {"total_cost": {"from": COST, "unit": "cents"}}}
    )
    for written in ("%d.%m.%Y %H:%M:%S", "%Y%m%d%H%M%S", "%-m/%-d/%Y %-H:%M:%S"):
        dated = changed(rows, **{TIME: lambda text, written=written: f"{datetime.fromisoformat(text):{written}}"})
        columns = {name: {"from": TIME, "format": written} for name in ("sales_date", "sold_at")}
        yield Written(f"dates as {written}", as_csv(dated).encode(), "a.csv", {"columns": columns})


def _json_lines(rows: Rows) -> Iterator[Written]:
    texts = "".join(json.dumps(row) + "\n" for row in rows).encode()
    yield Written("JSON of texts", texts, "a.jsonl", {"format": "jsonl"})
    figures = "".join(_with_figures(row) + "\n" for row in rows).encode()
    yield Written("JSON of figures in gzip", gzip.compress(figures), "a.jsonl.gz", {"format": "jsonl"})


def _fixed_width(rows: Rows) -> Iterator[Written]:
    widths = {name: max(len(row[name]) for row in rows) + 1 for name in rows[0]}
    source = {"format": "fixed_width", "fields": [{"name": name, "width": width} for name, width in widths.items()]}
    left = "".join("".join(row[name].ljust(width) for name, width in widths.items()) + "\n" for row in rows)
    yield Written("fixed width", left.encode(), "a.txt", source)
    zeros = "".join(
        "".join(row[name].rjust(width, "0" if name != TIME else " ") for name, width in widths.items()) + "\r\n"
        for row in rows
    )
    yield Written("fixed width of zeros in a zip", zipped({"a": zeros.encode()}), "a.txt.zip", {**source, "pad": "0"})


def _parquet(rows: Rows) -> Iterator[Written]:
    source = {"format": "parquet"}
    texts = pa.Table.from_pylist(rows)
    yield Written("Parquet of texts", _file(texts), "a.parquet", source)
    listed = pa.table({name: texts[name].dictionary_encode() for name in texts.column_names})
    yield Written("Parquet of dictionaries in a zip", zipped({"a": _file(listed)}), "a.parquet.zip", source)
    moments = pc.cast(texts[TIME], pa.timestamp("s"))
    typed = {
        "household_id": pc.cast(texts["household_id"], pa.int32()),
        "store_id": pc.cast(texts["store_id"], pa.uint16()),
        "basket_id": pc.cast(texts["basket_id"], pa.int64()),
        "product_id": pc.cast(texts["product_id"], pa.int64()),
        QUANTITY: pc.cast(texts[QUANTITY], pa.float64()),
        COST: pc.cast(texts[COST], pa.decimal128(38, 18)),
        TIME: moments,
    }
    yield Written("Parquet of types", _file(pa.table(typed)), "a.parquet", source)
    utc = pc.assume_timezone(moments, NEW_YORK, ambiguous="earliest").cast(pa.timestamp("us", "UTC"))
    doubles = {COST: pc.cast(texts[COST], pa.float64()), TIME: utc}
    yield Written("Parquet of doubles and moments in UTC", _file(pa.table(typed | doubles)), "a.parquet", source)


def _file(table: pa.Table) -> bytes:
    content = io.BytesIO()
    pq.write_table(table, content, row_group_size=1000)
    return content.getvalue()


def _typed(rows: Rows) -> Iterator[list[Any]]:
    whole = {"household_id", "store_id", "basket_id", "product_id", "week"}
    for row in rows:
        yield [
            int(text) if name in whole else datetime.fromisoformat(text) if name == TIME else float(text)
            for name, text in row.items()
        ]


def _with_comma(text: str) -> str:
    return f"{Decimal(text):,f}".translate(str.maketrans(",.", ".,"))


def _with_figures(row: dict[str, str]) -> str:
    members = (f'"{name}": {json.dumps(text) if name == TIME else text}' for name, text in row.items())
    return f"{{{', '.join(members)}}}"
