"""What the spark engine needs beside the Python packages: a Java and four jars, brought into .tools/ where missing."""

from till.spark_parts.errors import PartUnavailable
from till.spark_parts.jars import delta_jars
from till.spark_parts.java import java_home

__all__ = ["PartUnavailable", "delta_jars", "java_home"]
