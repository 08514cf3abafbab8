"""The Spark schema of each layer, derived from the dataset's contract: bronze as landed, silver as transformed."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as sf
from pyspark.sql.types import (
    BooleanType,
    DataType,
    DateType,
    DecimalType,
    IntegerType,
    LongType,
    MapType,
    StringType,
    StructField,
    StructType,
    TimestampType,
)

from jobs.contracts.dataset import Contract, contract

# What landing writes beside the contract's columns, for every dataset.
LANDED = MappingProxyType({"extras": "map<string,string>", "file_version": "string", "row_number": "bigint"})
# The same in silver: extras is a JSON object there, since Sail cannot replace part of a table that has nested columns.
KEPT = MappingProxyType({**LANDED, "extras": "string"})
# What the manifest knows of the file that a row came in.
PROVENANCE = MappingProxyType({"landing_path": "string", "landed_at": "timestamp", "batch_id": "string"})
SALES_DERIVED = MappingProxyType(
    {
        "sale_key": "string",
        "sales_month": "string",
        "weekday": "int",
        "gross_amount": "decimal(18,2)",
        "net_sales": "decimal(18,2)",
        "is_return": "boolean",
    }
)

_TYPES: Mapping[str, DataType] = MappingProxyType(
    {
        "bigint": LongType(),
        "int": IntegerType(),
        "string": StringType(),
        "date": DateType(),
        "timestamp": TimestampType(),
        "boolean": BooleanType(),
        "map<string,string>": MapType(StringType(), StringType()),
    }
)


def spark_type(contract_type: str) -> DataType:
    """The Spark type of a contract's type, or of one of the columns that silver adds."""
    if contract_type.startswith("decimal("):
        precision, scale = contract_type.removeprefix("decimal(").removesuffix(")").split(",")
        return DecimalType(int(precision), int(scale))
    return _TYPES[contract_type]


def contract_columns(dataset: Contract) -> dict[str, str]:
    """Name and type of the contract's columns, in its order."""
    return {column.name: column.type for column in dataset.columns}


def bronze_schema(dataset: str) -> StructType:
    """What a bronze file of the dataset holds: the contract's columns, extras, file_version, row_number.

    It is given to the reader, so that a file landed before the contract gained a column shows nulls there.
    """
    return struct({**contract_columns(contract(dataset)), **LANDED})


def struct(columns: Mapping[str, str]) -> StructType:
    """The schema with these columns, name to type, all of them nullable."""
    return StructType([StructField(name, spark_type(type_)) for name, type_ in columns.items()])


def cast_columns(frame: DataFrame, columns: Mapping[str, str]) -> DataFrame:
    """The frame with exactly these columns in this order, each cast to its type: the end of every transform.

    Engines disagree about intermediate types (a decimal product, a date difference), tables must not.
    """
    return frame.select(*(_cast(name, type_) for name, type_ in columns.items()))


def content_digest(names: Iterable[str]) -> Column:
    """A digest that is equal where all these columns are, nulls included."""
    return sf.sha2(sf.concat(*map(_unambiguous, names)), 256)


def _unambiguous(name: str) -> Column:
    # The length goes first, so that no two rows can run into the same text.
    text = sf.col(name).cast("string")
    return sf.coalesce(sf.concat(sf.length(text).cast("string"), sf.lit(":"), text), sf.lit("-"))


def _cast(name: str, type_: str) -> Column:
    return sf.col(name).cast(type_).alias(name)
