"""The sales of a generated day, rewritten as tills of other kinds write theirs."""

import csv
import gzip
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

type Row = dict[str, str]

GERMAN = {
    "store_id": "Filiale",
    "receipt_id": "Bonnummer",
    "line_no": "Position",
    "sold_at": "Zeitpunkt",
    "sales_date": "Datum",
    "customer_id": "Kundennummer",
    "sales_person_id": "Verkäufer",
    "product_id": "Artikelnummer",
    "product_name": "Bezeichnung",
    "price": "Einzelpreis",
    "quantity": "Menge",
    "total_cost": "Betrag EUR",
    "discount_amount": "Rabatt",
    "payment_method": "Zahlungsart",
}
ENGLISH = {
    "store_id": "Store Number",
    "receipt_id": "Receipt No",
    "line_no": "Line",
    "sold_at": "Timestamp",
    "sales_date": "Business Date",
    "customer_id": "Loyalty ID",
    "sales_person_id": "Cashier",
    "product_id": "SKU",
    "product_name": "Item Description",
    "price": "Unit Price",
    "quantity": "Qty",
    "total_cost": "Line Total",
    "discount_amount": "Discount",
    "payment_method": "Tender Type",
}
AMOUNTS = ("price", "quantity", "total_cost", "discount_amount")


@dataclass(frozen=True)
class Layout:
    """A file's name, and how the rows of a day are written into it."""

    file: str
    write: Callable[[Sequence[Row]], bytes]


def read_rows(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def written(rows: Sequence[Row], names: dict[str, str], *, delimiter: str = ",", header: bool = True) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    if header:
        writer.writerow(names.values())
    writer.writerows([row[name] for name in names] for row in rows)
    return out.getvalue()


def _day(iso: str, form: str) -> str:
    year, month, day = iso[:10].split("-")
    return form.format(y=year, m=month, d=day) + iso[10:]


def _changed(rows: Sequence[Row], **changes: Callable[[str], str]) -> list[Row]:
    return [row | {name: change(row[name]) if row[name] else "" for name, change in changes.items()} for row in rows]


def german(rows: Sequence[Row]) -> bytes:
    def figure(text: str) -> str:
        return f"{Decimal(text):,f}".replace(",", "_").replace(".", ",").replace("_", ".")

    def day(iso: str) -> str:
        return _day(iso, "{d}.{m}.{y}")

    amounts = dict.fromkeys(AMOUNTS, figure)
    return written(_changed(rows, sales_date=day, sold_at=day, **amounts), GERMAN, delimiter=";").encode("cp1252")


def american(rows: Sequence[Row]) -> bytes:
    def figure(text: str) -> str:
        return f"({Decimal(text.lstrip('-')):,f})" if text.startswith("-") else f"{Decimal(text):,f}"

    def day(iso: str) -> str:
        return _day(iso, "{m}/{d}/{y}")

    changed = _changed(rows, sales_date=day, sold_at=day, **dict.fromkeys(AMOUNTS, figure))
    for row in changed:
        row["customer_id"] = row["customer_id"] or "N/A"
    return ("\ufeff" + written(changed, ENGLISH)).encode()


def in_cents(rows: Sequence[Row]) -> bytes:
    def cents(text: str) -> str:
        return str(int(Decimal(text) * 100))

    changed = _changed(rows, price=cents, total_cost=cents, discount_amount=cents)
    return written(changed, ENGLISH, delimiter="|").encode()


def without_header(rows: Sequence[Row]) -> bytes:
    return written(rows, GERMAN, header=False).encode()


def fixed_width(rows: Sequence[Row]) -> bytes:
    widths = {name: max(len(row[name]) for row in rows) + 2 for name in GERMAN}
    lines = ("".join(row[name].ljust(width) for name, width in widths.items()) for row in rows)
    return "".join(line + "\n" for line in lines).encode()


def json_lines(rows: Sequence[Row]) -> bytes:
    def member(name: str, text: str) -> object:
        return None if not text else float(text) if name == "quantity" else text

    objects = ({ENGLISH[name]: member(name, row[name]) for name in ENGLISH} for row in rows)
    return "".join(json.dumps(each) + "\n" for each in objects).encode("utf-8")


def with_trailer(rows: Sequence[Row]) -> bytes:
    total = sum(Decimal(row["total_cost"]) for row in rows)
    return (written(rows, ENGLISH, delimiter="\t") + f"TRL\t{len(rows)}\t{total}\r\n").encode("utf-16")


def workbook(rows: Sequence[Row]) -> bytes:
    """Real dates and figures, as Excel keeps them."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(list(ENGLISH.values()))
    typed = {"sales_date": date.fromisoformat, "sold_at": datetime.fromisoformat, **dict.fromkeys(AMOUNTS, float)}
    for row in rows:
        sheet.append([typed.get(name, str)(row[name]) if row[name] else None for name in ENGLISH])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def packed_parquet(rows: Sequence[Row]) -> bytes:
    out = io.BytesIO()
    columns = {title: [row[name] or None for row in rows] for name, title in ENGLISH.items()}
    columns["Business Date"] = [date.fromisoformat(row["sales_date"]) for row in rows]
    columns["Line Total"] = [Decimal(row["total_cost"]) for row in rows]
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


def swiss(rows: Sequence[Row]) -> bytes:
    """Apostrophes between thousands, the minus behind, the day without noughts; packed."""

    def figure(text: str) -> str:
        return f"{abs(Decimal(text)):,f}".replace(",", "'") + ("-" if text.startswith("-") else "")

    def day(iso: str) -> str:
        return f"{int(iso[8:10])}.{int(iso[5:7])}.{iso[:4]}"

    changed = _changed(rows, sales_date=day, **dict.fromkeys(AMOUNTS, figure))
    return gzip.compress(written(changed, GERMAN, delimiter=";").encode("utf-8"))


NAMED = [
    Layout("german.csv", german),
    Layout("american.csv", american),
    Layout("cents.txt", in_cents),
    Layout("lines.jsonl", json_lines),
    Layout("trailer.tsv", with_trailer),
    Layout("book.xlsx", workbook),
    Layout("table.parquet", packed_parquet),
    Layout("swiss.csv.gz", swiss),
]
