"""Puts messages on the ops account's queues."""

from datetime import timedelta

from azure.storage.queue import QueueServiceClient, TextBase64EncodePolicy

from functions.adapters.failures import storage_failures
from jobs.contracts.messages import FileLanded, RunFinished
from jobs.contracts.names import TRANSFORM_REQUESTS, TRANSFORM_RESULTS


class Queues:
    """The queues that the steps hand their claim checks over by."""

    def __init__(self, service: QueueServiceClient) -> None:
        # As the Functions host expects them; a queue client does not inherit the policy of its service client.
        self._requests = service.get_queue_client(TRANSFORM_REQUESTS, message_encode_policy=TextBase64EncodePolicy())
        self._results = service.get_queue_client(TRANSFORM_RESULTS, message_encode_policy=TextBase64EncodePolicy())

    def request_transform(self, message: FileLanded, after: timedelta = timedelta()) -> None:
        """Say that something waits to be transformed; the message is seen when that time has passed."""
        with storage_failures(TRANSFORM_REQUESTS):
            self._requests.send_message(message.to_json(), visibility_timeout=round(after.total_seconds()))

    def report_run(self, message: RunFinished) -> None:
        """Say how a run ended."""
        with storage_failures(TRANSFORM_RESULTS):
            self._results.send_message(message.to_json())
