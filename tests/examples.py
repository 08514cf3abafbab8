"""How many examples a law is tried on: few for each change, many under the profile `long`."""

from hypothesis import settings

IS_LONG = settings.get_current_profile_name() == "long"


def examples(few: int, many: int) -> int:
    """As many as this run is to try."""
    return many if IS_LONG else few
