"""Progress where nobody watches a terminal: a plain line now and then, on stderr."""

import pytest

from till.progress import progress


class Stopwatch:
    """Seconds that pass when a test says so."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_line_comes_at_once_and_then_every_few_seconds_at_most(capsys: pytest.CaptureFixture[str]) -> None:
    stopwatch = Stopwatch()
    with progress("Dropping files", total=100, stopwatch=stopwatch) as shown:
        for _ in range(100):
            stopwatch.seconds += 0.1
            shown.advance()
    out, err = capsys.readouterr()
    assert out == ""
    first, *later = err.splitlines()
    assert first == "Dropping files: 0 of 100"
    assert len(later) == 3
    assert later[0].startswith("Dropping files: 3")


def test_a_new_stage_is_told_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("Starting", stopwatch=Stopwatch()) as shown:
        shown.stage("storage\x1b[2J")
    assert capsys.readouterr().err == "Starting: ...\nStarting: ... (storage\\x1b[2J)\n"


def test_waiting_shows_life_without_a_step(capsys: pytest.CaptureFixture[str]) -> None:
    stopwatch = Stopwatch()
    with progress("Waiting", stopwatch=stopwatch) as shown:
        stopwatch.seconds = 60
        shown.advance(0)
    assert capsys.readouterr().err == "Waiting: ...\nWaiting: ...\n"
