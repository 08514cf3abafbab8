"""Answers of the embedded engine: whole, or an error.

gRPC's Python client reads a message of a stream before it hands it on. Where it cannot, it logs that, and if the end of
the stream has come by then, the stream just ends: what was missed looks like an answer with fewer rows, or with none
(grpc/grpc#34670). So the messages are taken as bytes here, and read where whoever asked gets the error. Nor is a call
made again whose answer ended in its middle: the client would give the rows that it had already a second time.

Nor are answers compressed. The embedded engine compresses every one that it may, and of a million gRPC's client hands
about one on as it came, still compressed: that is what it cannot read.
"""

from collections.abc import Callable, Iterator
from typing import Any, cast

from google.protobuf.message import DecodeError
from pyspark.sql.connect.client import ChannelBuilder
from pyspark.sql.connect.proto.base_pb2_grpc import SparkConnectServiceStub

from jobs.contracts.errors import TillstreamError

# The one bit of "identity": a client that takes nothing else is sent nothing else.
_NOT_COMPRESSED = ("grpc.compression_enabled_algorithms_bitset", 1)


class AnswerUnreadable(TillstreamError):
    """Raised when a part of the engine's answer cannot be read; nothing of the answer is to be used."""

    code = "answer-unreadable"


class Messages:
    """A gRPC channel whose streams hand messages on as bytes and read them where they are asked for.

    Raises AnswerUnreadable from a stream that holds a message that cannot be read.
    """

    def __init__(self, channel: Any) -> None:
        self._channel = channel

    def __getattr__(self, name: str) -> Any:
        return getattr(self._channel, name)

    def unary_stream(
        self, method: str, *, response_deserializer: Callable[[bytes], Any], **more: Any
    ) -> Callable[..., Iterator[Any]]:
        """As grpc.Channel.unary_stream, read where the messages are asked for."""
        call = self._channel.unary_stream(method, response_deserializer=None, **more)

        def answers(*arguments: Any, **options: Any) -> Iterator[Any]:
            for number, message in enumerate(call(*arguments, **options), 1):
                yield _read(response_deserializer, message, f"message {number} of {method}")

        return answers


def ask_for_no_compression() -> None:
    """Sessions that this process opens from now on tell their engine not to compress its answers."""
    if _NOT_COMPRESSED not in ChannelBuilder.GRPC_DEFAULT_OPTIONS:
        ChannelBuilder.GRPC_DEFAULT_OPTIONS.append(_NOT_COMPRESSED)


def whole_answers(session: Any) -> None:
    """Make the client of a remote session read its answers so, and ask for each once, for as long as it lives."""
    client, stub = session.client, cast("Any", SparkConnectServiceStub)
    # No network lies between: answers that can be asked for again would only double the calls.
    client.disable_reattachable_execute()
    client.set_retry_policies([])
    client._stub = stub(Messages(client._channel))


def _read(deserializer: Callable[[bytes], Any], message: bytes, which: str) -> Any:
    try:
        return deserializer(message)
    except DecodeError as error:
        # What it holds may be anybody's data: told are its place and its length.
        raise AnswerUnreadable(
            "The engine's answer cannot be read.",
            where=which,
            found=f"{len(message)} bytes: {error}",
            expected="a message of Spark Connect",
            next_step="run it again, every step can be repeated; report it if it comes back",
        ) from error
