"""Makes the parts of the one artifact that is promoted from environment to environment."""
