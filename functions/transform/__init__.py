"""From landed files to job runs: gathers what waits, starts one run at a time, and enters how it ended."""
