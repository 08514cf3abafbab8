"""Azure DevOps: what is built once, and how it comes into an environment."""
