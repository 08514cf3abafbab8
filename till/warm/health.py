"""`python -m till.warm.health`: whether the warm process answers; exit code 0 where it does."""

import argparse
import http.client
import sys
from http import HTTPStatus
from pathlib import Path

from till.warm.server import HOST

_ANSWER_SECONDS = 5


def main() -> int:
    """Ask the process on this machine, with its token."""
    parser = argparse.ArgumentParser(prog="python -m till.warm.health")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--token-file", type=Path, required=True)
    arguments = parser.parse_args()
    return 0 if answers(arguments.port, arguments.token_file.read_text(encoding="ascii").strip()) else 1


def answers(port: int, token: str) -> bool:
    """Whether the warm process that listens on the port takes the token and is well."""
    connection = http.client.HTTPConnection(HOST, port, timeout=_ANSWER_SECONDS)
    try:
        connection.request("GET", "/health", headers={"Authorization": f"Bearer {token}"})
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
