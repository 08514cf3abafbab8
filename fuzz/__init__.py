"""Landing's check under inputs that a fuzzer makes up, held to a slow reference."""
