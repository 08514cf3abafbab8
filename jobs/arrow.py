"""Rows of the engine as an Arrow table."""

from typing import Any, cast

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql.pandas.types import to_arrow_schema
from pyspark.sql.types import StructType


def to_arrow(rows: DataFrame, schema: StructType) -> pa.Table:
    """The rows of a remote session as an Arrow table of that schema.

    DataFrame.toArrow() asks the engine for the schema first, which takes as long as a small query.
    """
    found: pa.Table = cast("Any", rows)._to_table()[0]
    return found.cast(to_arrow_schema(schema))
