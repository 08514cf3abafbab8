"""The ways of turning one sales file into Parquet that are measured against each other, one program each.

Each is called with the file, the Parquet to write and prints one JSON object: rows, seconds, cpu_seconds, peak_mb.
The time begins after imports and ends when the Parquet is closed.
"""
