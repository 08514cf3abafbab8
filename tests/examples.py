"""How many examples a law is tried on: few for each change, many under the profile `long`."""

from hypothesis import settings


def is_long() -> bool:
    """Whether this run is to try many; a question, since conftests are read before the profile is."""
    return settings.get_current_profile_name() == "long"


def examples(few: int, many: int) -> int:
    """As many as this run is to try."""
    return many if is_long() else few
