"""The ledger's partitions that hold files: one per dataset, and one for files of no dataset."""

from jobs.contracts.dataset import dataset_names

UNKNOWN = "unknown"
PARTITIONS = (*dataset_names(), UNKNOWN)
