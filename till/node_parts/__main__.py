"""`python -m till.node_parts`: bring Azurite as package-lock.json names it; a step of `make setup`."""

import subprocess
import sys

from jobs.contracts.errors import TillstreamError
from till.node_parts.node import bring_node
from till.output import show_error
from till.settings import REPOSITORY

# An install script is somebody else's program: Azurite needs none of those that its packages bring.
_ARGUMENTS = ("ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def main() -> int:
    """Exit code 0 where Azurite is there, else that of the error."""
    try:
        node = bring_node()
    except TillstreamError as error:
        show_error(error)
        return error.exit_code
    return subprocess.run([*node.npm, *_ARGUMENTS], cwd=REPOSITORY, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
