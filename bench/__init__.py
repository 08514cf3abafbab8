"""Benchmarks: one command each, a table for people and, as the last line, one JSON object with the figures."""
