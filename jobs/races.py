"""Commits that another writer was quicker than: they are tried again."""

from deltalake.exceptions import CommitFailedError
from pyspark.errors import PySparkException
from tenacity import retry, retry_if_exception, stop_after_attempt, wait_random_exponential

# The last of them: a log that was listed while another writer added to it.
_LOST = ("Failed to commit transaction", "Concurrent", "CONCURRENT", "Missing commit file")


def _lost(error: BaseException) -> bool:
    if isinstance(error, CommitFailedError):
        return True
    return isinstance(error, PySparkException) and any(sign in str(error) for sign in _LOST)


# Four times; the last error is raised as it came.
tried_again = retry(
    retry=retry_if_exception(_lost),
    stop=stop_after_attempt(5),
    wait=wait_random_exponential(multiplier=0.1, max=2),
    reraise=True,
)
