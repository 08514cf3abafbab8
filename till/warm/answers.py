"""Turns the rows of a query into JSON that loses nothing: decimals keep their scale, times their zone."""

import base64
import math
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

# Who needs more rows asks for them in parts.
ROWS_AT_MOST = 10_000


def answer(table: "pa.Table", limit: int) -> dict[str, Any]:
    """The first `limit` rows as {columns: [{name, type}], rows: [[...]], truncated}."""
    kept = table.slice(0, limit)
    columns = [[json_value(value) for value in column.to_pylist()] for column in kept.columns]
    return {
        "columns": [{"name": field.name, "type": str(field.type)} for field in table.schema],
        "rows": [list(row) for row in zip(*columns, strict=True)],
        "truncated": table.num_rows > limit,
    }


def json_value(value: Any) -> Any:
    """A value as JSON knows it: decimals as text with their scale, dates ISO 8601, moments ISO 8601 in UTC with a Z."""
    match value:
        case Decimal():
            return format(value, "f")
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value.tzinfo else value.isoformat()
        case date():
            return value.isoformat()
        case float() if not math.isfinite(value):
            return str(value)
        case bytes():
            return base64.b64encode(value).decode()
        case dict():
            return {str(key): json_value(inner) for key, inner in value.items()}
        case list() if value and all(isinstance(pair, tuple) for pair in value):
            return {str(key): json_value(inner) for key, inner in value}  # how Arrow gives a map column
        case list() | tuple():
            return [json_value(inner) for inner in value]
        case None | bool() | int() | float() | str():
            return value
        case _:
            return str(value)
