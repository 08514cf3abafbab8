"""What can go wrong with bringing a part."""

from jobs.contracts.errors import TillstreamError


class PartUnavailable(TillstreamError):
    """Raised when a Java or a jar that Apache Spark needs is not there and cannot be brought, or is not what it was."""

    exit_code = 4
    code = "part-unavailable"
