"""Answers of the embedded engine: whole, or an error.

gRPC's Python client reads a message of a stream before it hands it on. Where it cannot, it logs that, and if the end of
the stream has come by then, the stream just ends: what was missed looks like an answer with fewer rows, or with none
(grpc/grpc#34670). So the messages are taken as bytes here, and read where whoever asked gets the error. Nor is a call
made again whose answer ended in its middle: the client would give the rows that it had already a second time.

Nor are answers compressed. The embedded engine compresses every one that it may, and of a million gRPC's client hands
about one on as it came, still compressed: that is what it cannot read.

Nor is a message too long. The engine gives rows in messages of a few thousand, but some that it has held come in one;
gRPC's client takes 128 MB at most, for fear of strangers, and the engine is none.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, cast

from google.protobuf.message import DecodeError
from pyspark.sql.connect.client import ChannelBuilder
from pyspark.sql.connect.proto.base_pb2_grpc import SparkConnectServiceStub

from jobs.contracts.errors import TillstreamError

_OPTIONS: Mapping[str, int] = MappingProxyType(
    {
        # The one bit of "identity": a client that takes nothing else is sent nothing else.
        "grpc.compression_enabled_algorithms_bitset": 1,
        # Of any length.
        "grpc.max_receive_message_length": -1,
    }
)


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


def take_answers_as_they_are() -> None:
    """Sessions that this process opens from now on are answered without compression, in messages of any length."""
    options = ChannelBuilder.GRPC_DEFAULT_OPTIONS
    # In their place: of two of a name the first holds.
    options[:] = [*(option for option in options if option[0] not in _OPTIONS), *_OPTIONS.items()]


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
