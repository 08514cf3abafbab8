"""Says where an exception came from without saying what it said: a message may hold a row's values."""

import traceback

_INNERMOST = 6


def places(error: BaseException | None) -> list[str]:
    """The innermost places of an exception's way, outermost first, as 'file:line function'."""
    if error is None:
        return []
    frames = traceback.extract_tb(error.__traceback__)[-_INNERMOST:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
