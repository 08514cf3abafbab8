"""A canary: a file that shows that a deployed environment lands, transforms and takes back, and leaves nothing."""
