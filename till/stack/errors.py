"""What can go wrong with the local stack itself."""

from jobs.contracts.errors import TillstreamError


class StackNotStarted(TillstreamError):
    """Raised when a process of the stack ends, or does not answer in time, while it is being started."""

    code = "stack-not-started"


class StackBusy(TillstreamError):
    """Raised when another command is starting or stopping the same stack."""

    exit_code = 4
    code = "stack-busy"


class StackNotUp(TillstreamError):
    """Raised when a command needs a running stack and there is none in the folder."""

    exit_code = 4
    code = "stack-not-up"
