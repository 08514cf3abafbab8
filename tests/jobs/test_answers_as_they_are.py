"""Answers of the embedded engine come uncompressed, counted by a relay between it and its client; and of any length."""

import socket
from contextlib import suppress
from threading import Thread

from pyspark.sql import SparkSession
from pyspark.sql.connect.session import SparkSession as RemoteSession

from jobs.answers import whole_answers

LENGTH = 1_000_000
LONGEST_THAT_GRPC_TAKES = 128 * 1024 * 1024


class Relay:
    """Hands on what one client and the server say, until either has ended; answered counts the bytes of the server."""

    def __init__(self, port: int) -> None:
        self.answered = 0
        self._server_port = port
        self._listening = socket.create_server(("localhost", 0), family=socket.AF_INET)
        self.port: int = self._listening.getsockname()[1]
        Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with self._listening:
            client, _ = self._listening.accept()
        server = socket.create_connection(("127.0.0.1", self._server_port))
        Thread(target=self._hand_on, args=(client, server, False), daemon=True).start()
        Thread(target=self._hand_on, args=(server, client, True), daemon=True).start()

    def _hand_on(self, source: socket.socket, target: socket.socket, counted: bool) -> None:
        with source, suppress(OSError):  # one of the two has gone
            while said := source.recv(65_536):
                self.answered += len(said) if counted else 0
                target.sendall(said)
            target.shutdown(socket.SHUT_WR)


def test_a_long_answer_of_one_letter_is_as_long_on_its_way(spark: SparkSession) -> None:
    between = Relay(spark.client._builder.url.port)  # type: ignore[attr-defined]  # a remote session
    session = RemoteSession.builder.remote(f"sc://localhost:{between.port}").create()
    whole_answers(session)
    (row,) = session.sql(f"select repeat('a', {LENGTH}) as letters").collect()
    session.client.close()
    assert len(row.letters) == LENGTH
    assert between.answered > LENGTH


def test_an_answer_that_is_one_long_message_is_read(spark: SparkSession) -> None:
    (row,) = spark.sql(f"select repeat('a', {LONGEST_THAT_GRPC_TAKES + 1}) as letters").collect()
    assert len(row.letters) == LONGEST_THAT_GRPC_TAKES + 1
