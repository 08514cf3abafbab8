"""From blocks of text to typed columns, by the contract and the source's mapping: what is good, and what is wrong."""
