"""Reports that people open in a spreadsheet: read from gold, written as files, never read back."""

from till.report.incentive import write_incentive_report

__all__ = ["write_incentive_report"]
