"""The commands of `till`, one module per group; each has a Typer `app` that till/cli.py adds."""
