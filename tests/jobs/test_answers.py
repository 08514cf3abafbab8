"""An answer of the engine that is not whole is an error, never an answer with fewer rows or with more.

The engine is a server that speaks Spark Connect for real and answers as each test has it.
"""

import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import grpc
import pyarrow as pa
import pytest
from pyspark.errors.exceptions.connect import SparkConnectGrpcException
from pyspark.sql import SparkSession
from pyspark.sql.connect.proto import base_pb2
from pyspark.sql.connect.session import SparkSession as RemoteSession

from jobs.answers import AnswerUnreadable, whole_answers

_SERVICE = "spark.connect.SparkConnectService"
# A field of a length that the message does not have.
UNREADABLE = b"\x0a\x7f"

type Answer = Callable[[base_pb2.ExecutePlanRequest, grpc.ServicerContext], Iterator[bytes]]


def test_a_message_that_cannot_be_read_is_an_error(spark: SparkSession) -> None:
    unreadable = pytest.raises(AnswerUnreadable, match=r"message 2 of .*ExecutePlan\n.*2 bytes")
    with _session(lambda request, _: iter([_rows(request, 1), UNREADABLE])) as session, unreadable:
        session.range(2).toArrow()


def test_an_answer_that_ends_in_its_middle_is_not_asked_for_again(spark: SparkSession) -> None:
    asked: list[str] = []

    def ends(request: base_pb2.ExecutePlanRequest, context: grpc.ServicerContext) -> Iterator[bytes]:
        asked.append(request.operation_id)
        yield _rows(request, 1)
        context.abort(grpc.StatusCode.UNAVAILABLE, "gone")

    with _session(ends) as session, pytest.raises(SparkConnectGrpcException, match="gone"):
        session.range(2).toArrow()
    assert len(asked) == 1


def test_a_whole_answer_is_given(spark: SparkSession) -> None:
    with _session(lambda request, _: iter([_rows(request, 1), _rows(request, 2)])) as session:
        assert session.range(3).toArrow().column("id").to_pylist() == [0, 0, 1]


@contextmanager
def _session(answer: Answer) -> Iterator[RemoteSession]:
    """A session of a server that answers plans as told."""
    server = grpc.server(ThreadPoolExecutor(2))
    handlers = {
        "ExecutePlan": grpc.unary_stream_rpc_method_handler(answer, base_pb2.ExecutePlanRequest.FromString),
        "Config": grpc.unary_unary_rpc_method_handler(
            _configured, base_pb2.ConfigRequest.FromString, base_pb2.ConfigResponse.SerializeToString
        ),
        "AnalyzePlan": grpc.unary_unary_rpc_method_handler(
            _schema, base_pb2.AnalyzePlanRequest.FromString, base_pb2.AnalyzePlanResponse.SerializeToString
        ),
    }
    server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler(_SERVICE, handlers)])
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    # To "localhost" alone a client goes without TLS, where the process has a token for Apache Spark.
    session: Any = RemoteSession(connection=f"sc://localhost:{port}")
    whole_answers(session)
    try:
        yield session
    finally:
        session.client.close()
        server.stop(None).wait()


def _configured(request: base_pb2.ConfigRequest, _: grpc.ServicerContext) -> base_pb2.ConfigResponse:
    return base_pb2.ConfigResponse(session_id=request.session_id)


def _schema(request: base_pb2.AnalyzePlanRequest, _: grpc.ServicerContext) -> base_pb2.AnalyzePlanResponse:
    answer = base_pb2.AnalyzePlanResponse(session_id=request.session_id)
    field = answer.schema.schema.struct.fields.add(name="id", nullable=True)
    field.data_type.long.SetInParent()
    return answer


def _rows(request: base_pb2.ExecutePlanRequest, number: int) -> bytes:
    """A message with rows from 0 on."""
    batch = pa.record_batch({"id": pa.array(range(number), pa.int64())})
    written = io.BytesIO()
    with pa.ipc.new_stream(written, batch.schema) as stream:
        stream.write_batch(batch)
    message = base_pb2.ExecutePlanResponse(session_id=request.session_id)
    message.arrow_batch.row_count = number
    message.arrow_batch.data = written.getvalue()
    serialized: bytes = message.SerializeToString()
    return serialized
