"""A source YAML proposed from a sample: what the file's own bytes tell, how sure that is, and what they cannot tell."""
