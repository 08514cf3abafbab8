"""Whether a process of the stack answers."""

import http.client
from http import HTTPStatus

from till.stack.azurite import HOST
from till.stack.ports import is_answered
from till.stack.state import AZURITE, HOST_PROCESS, WARM, Stack

_ANSWER_SECONDS = 5


def is_healthy(name: str, stack: Stack) -> bool:
    """Whether the process is running and does what it is there for."""
    if not stack.is_running(name):
        return False
    checks = {AZURITE: _azurite_answers, WARM: _warm_answers, HOST_PROCESS: _host_serves}
    return checks[name](stack)


def _azurite_answers(stack: Stack) -> bool:
    return all(is_answered(port) for port in (stack.ports.blob, stack.ports.queue, stack.ports.table))


def _warm_answers(stack: Stack) -> bool:
    connection = http.client.HTTPConnection(HOST, stack.warm_port, timeout=_ANSWER_SECONDS)
    try:
        connection.request("GET", "/health", headers={"Authorization": f"Bearer {stack.token()}"})
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _host_serves(stack: Stack) -> bool:
    try:
        told = stack.ready_file.read_text(encoding="ascii").strip()
    except OSError:
        return False
    return told == str(stack.processes[HOST_PROCESS].pid)
