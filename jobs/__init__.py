"""The Spark side: builds silver and gold from bronze, and computes pay."""
