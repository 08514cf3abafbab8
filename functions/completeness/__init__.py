"""Completeness: which files a source is expected to deliver, and which of them are not there when they are due."""
