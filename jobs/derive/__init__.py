"""How derived tables come about: which there are, what each reads, which part a batch makes stale, check and commit."""
