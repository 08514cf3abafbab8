"""The ledger: what came, when, and what became of it. One table, one partition per dataset, and one for runs."""
