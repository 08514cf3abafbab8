"""What the host does when functions fail, storage goes away, or it is told to stop: nothing is lost."""

import base64
import json
import time
from typing import Any

from azure.core.exceptions import ResourceNotFoundError

from functions.adapters.clients import queue_service
from jobs.contracts.names import BLOB_TRIGGER_POISON

ALWAYS_FAILS = "raise ValueError('secret value of a row')"


def send(app: Any, text: str) -> None:
    app.queue.send_message(base64.b64encode(text.encode()).decode())


def poisoned_blobs(app: Any) -> list[dict[str, Any]]:
    queue = queue_service(app.connection).get_queue_client(BLOB_TRIGGER_POISON)
    try:
        messages = [json.loads(base64.b64decode(message.content)) for message in queue.peek_messages(32)]
    except ResourceNotFoundError:
        return []
    return [message for message in messages if message["ContainerName"] == app.name]


def test_a_blob_whose_function_keeps_failing_is_tried_five_times_and_then_poison(app: Any, until: Any) -> None:
    app.behave(ALWAYS_FAILS)
    app.start()
    app.container.upload_blob("d/bad.csv", b"x")
    until(lambda: app.receipts(), 30)
    assert len(app.calls("on_blob")) == 5
    (message,) = poisoned_blobs(app)
    etag = app.container.get_blob_client("d/bad.csv").get_blob_properties().etag
    assert message == {
        "Type": "BlobTrigger",
        "FunctionId": "Host.Functions.on_blob",
        "BlobType": "BlockBlob",
        "ContainerName": app.name,
        "BlobName": "d/bad.csv",
        "ETag": etag,
    }


def test_a_failure_is_logged_with_function_invocation_and_place_but_without_its_message(app: Any, until: Any) -> None:
    app.behave(ALWAYS_FAILS)
    app.start()
    app.container.upload_blob("d/bad.csv", b"x")
    failure = until(lambda: app.events("function_failed"))[0]
    assert (failure["function"], failure["error"], failure["attempt"]) == ("on_blob", "ValueError", 1)
    assert len(failure["invocation_id"]) == 36
    assert "function_app.py" in " ".join(failure["at"])
    assert "secret value" not in app.log_file.read_text()


def test_a_blob_that_is_replaced_between_tries_is_called_for_in_its_new_version_only(app: Any, until: Any) -> None:
    app.behave("if what.get('bytes') == 'bad': raise ValueError")
    app.start()
    app.container.upload_blob("d/a.csv", b"bad")
    until(lambda: app.calls("on_blob"))
    app.container.upload_blob("d/a.csv", b"good", overwrite=True)
    until(lambda: app.receipts())
    time.sleep(1.5)  # the old version's second and third try would come in this time
    assert [call["bytes"] for call in app.calls("on_blob")] == ["bad", "good"]
    assert poisoned_blobs(app) == []


def test_a_message_whose_function_keeps_failing_is_tried_five_times_and_then_poison(app: Any, until: Any) -> None:
    app.behave(ALWAYS_FAILS)
    app.start()
    send(app, "bad")
    poison = queue_service(app.connection).get_queue_client(f"{app.name}-poison")
    until(lambda: app.events("message_poisoned"))
    assert [call["tries"] for call in app.calls("on_message")] == [1, 2, 3, 4, 5]
    (message,) = poison.peek_messages(5)
    assert base64.b64decode(message.content) == b"bad"
    assert app.queue.get_queue_properties().approximate_message_count == 0


def test_a_message_that_is_no_base64_goes_to_poison_as_it_is_and_the_next_one_is_served(app: Any, until: Any) -> None:
    app.start()
    app.queue.send_message("not base64!")
    send(app, "good")
    until(lambda: app.calls("on_message") and app.events("message_poisoned"))
    poison = queue_service(app.connection).get_queue_client(f"{app.name}-poison")
    assert [message.content for message in poison.peek_messages(5)] == ["not base64!"]
    assert [call["text"] for call in app.calls("on_message")] == ["good"]


def test_a_function_that_takes_longer_than_the_lease_keeps_its_message_to_itself(app: Any, until: Any) -> None:
    app.behave("import time; time.sleep(4); note('end')")
    app.start(TILLSTREAM_QUEUE_LEASE_SECONDS="1")
    send(app, "slow")
    until(lambda: app.calls("end"))
    until(lambda: app.queue.get_queue_properties().approximate_message_count == 0)
    assert len(app.calls("on_message")) == 1


def test_a_stopping_host_lets_the_running_function_end_and_leaves_the_rest_to_the_next_start(
    app: Any, until: Any
) -> None:
    app.behave("import time; time.sleep(1.5); note('end', text=what.get('text'))")
    process = app.start(TILLSTREAM_WORKER_THREADS="1")
    send(app, "first")
    until(lambda: app.calls("on_message"))
    send(app, "second")
    time.sleep(0.3)  # so that the second one has been taken off the queue and waits for the thread
    assert app.stop(process) == 0
    assert [call["text"] for call in app.calls("end")] == ["first"]
    assert [event["cut_short"] for event in app.events("host_stopped")] == [0]
    app.start(TILLSTREAM_WORKER_THREADS="1")
    until(lambda: len(app.calls("end")) == 2)
    assert [call["text"] for call in app.calls("end")] == ["first", "second"]


def test_a_function_that_will_not_end_is_cut_short_and_its_blob_found_again(app: Any, until: Any) -> None:
    app.behave("import time; time.sleep(60)")
    process = app.start(TILLSTREAM_DRAIN_SECONDS="1")
    app.container.upload_blob("d/a.csv", b"x")
    until(lambda: app.calls("on_blob"))
    assert app.stop(process, limit=10) == 0
    app.behave("")
    app.start()
    until(lambda: app.receipts())
    assert len(app.calls("on_blob")) == 2


def test_a_killed_host_loses_nothing(app: Any, until: Any) -> None:
    app.behave("import time; time.sleep(60)")
    process = app.start(TILLSTREAM_QUEUE_LEASE_SECONDS="2")
    app.container.upload_blob("d/a.csv", b"x")
    send(app, "message")
    until(lambda: len(app.calls()) == 2)
    process.kill()
    process.wait(10)
    app.behave("note('end')")
    app.start(TILLSTREAM_QUEUE_LEASE_SECONDS="2")
    until(lambda: len(app.calls("end")) == 2)


def test_storage_that_goes_away_is_noted_once_and_what_waits_is_served_when_it_is_back(
    app_on_own_azurite: Any, own_azurite: Any, until: Any
) -> None:
    app = app_on_own_azurite
    process = app.start()
    own_azurite.stop()
    until(lambda: app.events("storage_away"))
    time.sleep(1.5)  # long enough for several tries, which are not to be noted
    own_azurite.start()
    app.container.upload_blob("d/a.csv", b"x")
    send(app, "message")
    until(lambda: app.calls("on_blob") and app.calls("on_message"))
    until(lambda: len(app.events("storage_back")) == 3)
    away = [event["listener"] for event in app.events("storage_away")]
    assert sorted(away) == [f"blobs {app.name}", f"queue {app.name}", "timer on_timer"]
    assert app.stop(process) == 0


def test_an_outage_uses_up_no_tries(app_on_own_azurite: Any, own_azurite: Any, until: Any) -> None:
    app = app_on_own_azurite
    # The function itself needs the storage that is away.
    app.behave(
        "import os, pathlib, time; time.sleep(0.3)\n"
        "if not (pathlib.Path(os.environ['TEST_FOLDER']) / 'back').exists(): raise OSError"
    )
    (app.folder / "host.json").write_text('{"version": "2.0", "extensions": {"blobs": {"poisonBlobThreshold": 1}}}')
    app.start()
    app.container.upload_blob("d/a.csv", b"x")
    until(lambda: app.calls("on_blob"))
    own_azurite.stop()
    until(lambda: app.events("function_failed"))
    time.sleep(2)
    (app.folder / "back").touch()
    own_azurite.start()
    until(lambda: app.receipts(), 30)
    assert not app.events("blob_poisoned")


def test_a_timer_that_was_missed_is_made_up_once_and_marked_past_due(app: Any, until: Any) -> None:
    process = app.start(SCHEDULE="*/2 * * * * *")
    until(lambda: app.calls("on_timer"))
    assert app.stop(process) == 0
    made_up_after = len(app.calls("on_timer"))
    time.sleep(5)  # two occurrences go by
    process = app.start(SCHEDULE="*/2 * * * * *")
    until(lambda: len(app.calls("on_timer")) >= made_up_after + 2)
    app.stop(process)
    later = app.calls("on_timer")[made_up_after:]
    assert [call["past_due"] for call in later[:2]] == [True, False]
    assert later[0]["last"] is not None


def test_a_timer_never_runs_twice_at_a_time(app: Any, until: Any) -> None:
    app.behave("import time; time.sleep(1.7); note('end')")
    app.start(SCHEDULE="*/1 * * * * *")
    until(lambda: len(app.calls("end")) >= 2)
    order = [call["function"] for call in app.calls()][:4]
    assert order == ["on_timer", "end", "on_timer", "end"]
