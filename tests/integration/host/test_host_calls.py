"""The host calls functions for blobs, messages and timers, once each where nothing goes wrong."""

import base64
import statistics
import time
from itertools import pairwise
from typing import Any


def send(app: Any, text: str) -> None:
    app.queue.send_message(base64.b64encode(text.encode()).decode())


def test_a_blob_that_matches_is_handed_over_as_a_client_and_leaves_a_receipt(app: Any, until: Any) -> None:
    app.start()
    app.container.upload_blob("pos_sales/standard/a b.csv", b"x")
    app.container.upload_blob("loose.csv", b"y")
    until(lambda: app.receipts())
    assert [(call["blob"], call["bytes"]) for call in app.calls()] == [("pos_sales/standard/a b.csv", "x")]


def test_a_blob_written_again_is_a_new_version_and_called_for_again(app: Any, until: Any) -> None:
    app.start()
    app.container.upload_blob("d/a.csv", b"1")
    until(lambda: len(app.receipts()) == 1)
    app.container.upload_blob("d/a.csv", b"2", overwrite=True)
    until(lambda: len(app.receipts()) == 2)
    assert [call["bytes"] for call in app.calls("on_blob")] == ["1", "2"]


def test_blobs_that_came_while_the_host_was_away_are_called_for_and_the_others_are_not_again(
    app: Any, until: Any
) -> None:
    process = app.start()
    app.container.upload_blob("d/before.csv", b"1")
    until(lambda: app.receipts())
    assert app.stop(process) == 0
    app.container.upload_blob("d/meanwhile.csv", b"2")
    app.start()
    until(lambda: len(app.receipts()) == 2)
    assert [call["blob"] for call in app.calls("on_blob")] == ["d/before.csv", "d/meanwhile.csv"]


def test_a_message_is_decoded_handed_over_with_its_metadata_and_deleted(app: Any, until: Any) -> None:
    app.start()
    send(app, '{"a": "grün"}')
    until(lambda: app.calls("on_message"))
    until(lambda: app.queue.get_queue_properties().approximate_message_count == 0)
    (call,) = app.calls("on_message")
    assert (call["text"], call["tries"]) == ('{"a": "grün"}', 1)
    assert call["inserted"].endswith("+00:00")


def test_a_timer_runs_on_its_seconds_and_keeps_its_status(app: Any, until: Any) -> None:
    app.start(SCHEDULE="*/1 * * * * *")
    until(lambda: len(app.calls("on_timer")) >= 3)
    calls = app.calls("on_timer")
    assert [call["past_due"] for call in calls[:3]] == [False, False, False]
    assert calls[0]["last"] is None
    assert calls[1]["last"] is not None
    assert all(0.9 < later["at"] - earlier["at"] < 1.6 for earlier, later in pairwise(calls[:3]))


def test_half_of_the_blobs_are_called_for_within_half_a_second(app: Any, until: Any) -> None:
    app.start(TILLSTREAM_BLOB_POLL_SECONDS="0.5")
    written: dict[str, float] = {}
    for number in range(11):
        name = f"d/{number}.csv"
        app.container.upload_blob(name, b"x")
        written[name] = time.time()
        time.sleep(0.13)  # spread over the poll interval, not waiting for anything
    until(lambda: len(app.calls("on_blob")) == 11)
    waits = [call["at"] - written[call["blob"]] for call in app.calls("on_blob")]
    assert statistics.median(waits) < 0.5
