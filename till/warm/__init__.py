"""The warm job process: holds an engine open, runs jobs when asked to, and answers SQL.

A process that imports pyspark and opens an engine needs seconds before its first query; this one has done so already.
"""
