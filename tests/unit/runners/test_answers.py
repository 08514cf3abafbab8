"""What a service's answer is taken for: how long it asks to wait, and which code an error has."""

from datetime import timedelta
from email.utils import format_datetime

import pytest

from functions.adapters.answers import code_of, seconds_of
from functions.clock import utc_now


@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [
        ("0", 0.0),
        ("17", 17.0),
        ("", 0.0),
        ("soon", 0.0),
        ("-5", 0.0),
        ("²", 0.0),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
    ],
)
def test_a_retry_after_is_seconds_or_nothing(retry_after: str, seconds: float) -> None:
    assert seconds_of(retry_after) == seconds


def test_a_retry_after_may_be_a_date() -> None:
    assert 50 < seconds_of(format_datetime(utc_now() + timedelta(seconds=60), usegmt=True)) <= 60


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"error": {"code": "JobNotFound", "message": "row 17 of Anna"}}, " (JobNotFound)"),
        ({"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "row 17"}, " (RESOURCE_DOES_NOT_EXIST)"),
        ({"error": {"code": "row 17 of Anna"}}, ""),
        ({"error": "row 17"}, ""),
        ({"error_code": 7}, ""),
        ({}, ""),
    ],
)
def test_of_an_error_only_a_code_is_told(body: dict[str, object], code: str) -> None:
    assert code_of(body) == code
