"""From a file's bytes to blocks of rows: one way in per format, the same blocks out."""
