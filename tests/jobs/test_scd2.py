"""Versions of a dimension through time, on cases worked out by hand."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from jobs.contracts.manifest import ManifestLine
from jobs.silver import build
from jobs.silver.build import build_silver
from tests.jobs.died import Died
from tests.jobs.landed import LandedLake, removal

EVER = "9999-12-31"


def stores(
    landed: LandedLake,
    day: str | None,
    *rows: tuple[int, str],
    delivery: str | None = "full",
    source: str = "till",
    path: str = "",
    at: str = "2026-08-20T00:00:00+00:00",
    quarantined: int = 0,
    **known: Any,
) -> ManifestLine:
    """A file of stores, (id, city) each."""
    stated = {"business_date": day and date.fromisoformat(day), "delivery": delivery, **known}
    name = path or f"{source}-{day}-{delivery}.csv"
    line = landed.land("store", [{"id": id_, "city": city, **stated} for id_, city in rows], path=name, landed_at=at)
    return replace(line, landing_path=f"store/{source}/{name}", quarantined=quarantined)


def put(landed: LandedLake, *lines: ManifestLine) -> None:
    build_silver(landed.spark, landed.lake, landed.batch(*lines))


def held(landed: LandedLake) -> list[tuple[Any, ...]]:
    """Id, city, and from when to when."""
    found = landed.rows("silver.store", "id", "city", "valid_from", "valid_to")
    return [(id_, city, str(valid_from), str(valid_to)) for id_, city, valid_from, valid_to in found]


def test_each_change_begins_a_version_and_a_repetition_none(landed: LandedLake) -> None:
    put(
        landed,
        stores(landed, "2026-08-01", (1, "Bonn")),
        stores(landed, "2026-08-02", (1, "Bonn")),
        stores(landed, "2026-08-05", (1, "Köln")),
    )
    columns = ("version_key", "city", "valid_from", "valid_to", "is_current", "fact_from", "fact_to")
    assert landed.rows("silver.store", *columns) == [
        ("1@2026-08-01", "Bonn", date(2026, 8, 1), date(2026, 8, 4), False, date(1, 1, 1), date(2026, 8, 4)),
        ("1@2026-08-05", "Köln", date(2026, 8, 5), date(9999, 12, 31), True, date(2026, 8, 5), date(9999, 12, 31)),
    ]


def test_a_file_that_arrives_late_slots_in_by_its_business_date(landed: LandedLake) -> None:
    put(landed, stores(landed, "2026-08-01", (1, "Bonn")), stores(landed, "2026-08-09", (1, "Köln")))
    put(landed, stores(landed, "2026-08-05", (1, "Trier"), at="2026-09-30T00:00:00+00:00"))
    assert held(landed) == [
        (1, "Bonn", "2026-08-01", "2026-08-04"),
        (1, "Köln", "2026-08-09", EVER),
        (1, "Trier", "2026-08-05", "2026-08-08"),
    ]


def test_an_id_that_a_snapshot_leaves_out_has_ended_and_may_come_back_after_a_gap(landed: LandedLake) -> None:
    put(
        landed,
        stores(landed, "2026-08-01", (1, "Bonn"), (2, "Ulm")),
        stores(landed, "2026-08-03", (2, "Ulm")),
        stores(landed, "2026-08-07", (1, "Bonn"), (2, "Ulm")),
    )
    assert held(landed) == [
        (1, "Bonn", "2026-08-01", "2026-08-02"),
        (1, "Bonn", "2026-08-07", EVER),
        (2, "Ulm", "2026-08-01", EVER),
    ]
    facts = landed.rows("silver.store", "id", "fact_from", "fact_to")
    assert [(str(first), str(last)) for id_, first, last in facts if id_ == 1] == [
        ("0001-01-01", "2026-08-06"),
        ("2026-08-07", EVER),
    ]


def test_what_has_ended_and_not_come_back_is_pointed_at_for_ever(landed: LandedLake) -> None:
    put(landed, stores(landed, "2026-08-01", (1, "Bonn"), (2, "Ulm")), stores(landed, "2026-08-03", (2, "Ulm")))
    columns = ("id", "valid_to", "is_current", "fact_to")
    assert landed.rows("silver.store", *columns)[0] == (1, date(2026, 8, 2), False, date.max)


@pytest.mark.parametrize(
    "second",
    [
        pytest.param({"delivery": "delta"}, id="a delta"),
        pytest.param({"delivery": None}, id="a file that does not say"),
        pytest.param({"source": "office"}, id="a snapshot of another source"),
        pytest.param({"quarantined": 1}, id="a snapshot of which a row was refused"),
    ],
)
def test_nothing_ends_by(landed: LandedLake, second: dict[str, Any]) -> None:
    put(landed, stores(landed, "2026-08-01", (1, "Bonn")), stores(landed, "2026-08-03", (2, "Ulm"), **second))
    assert held(landed) == [(1, "Bonn", "2026-08-01", EVER), (2, "Ulm", "2026-08-03", EVER)]


def test_one_doubtful_part_of_a_snapshot_makes_all_of_it_doubtful(landed: LandedLake) -> None:
    parts = (
        stores(landed, "2026-08-03", (2, "Ulm"), path="1.csv", quarantined=1),
        stores(landed, "2026-08-03", (3, "Jena"), path="2.csv"),
    )
    put(landed, stores(landed, "2026-08-01", (1, "Bonn")), *parts)
    assert (1, "Bonn", "2026-08-01", EVER) in held(landed)
    put(landed, replace(parts[0], quarantined=0))
    assert (1, "Bonn", "2026-08-01", "2026-08-02") in held(landed)


def test_several_files_of_a_source_and_date_are_one_snapshot(landed: LandedLake) -> None:
    put(landed, stores(landed, "2026-08-01", (1, "Bonn"), (2, "Ulm"), (3, "Jena")))
    put(landed, stores(landed, "2026-08-03", (1, "Bonn"), path="1.csv"))
    put(landed, stores(landed, "2026-08-03", (2, "Ulm"), path="2.csv"))
    assert [(id_, to) for id_, _, _, to in held(landed)] == [(1, EVER), (2, EVER), (3, "2026-08-02")]


def test_a_snapshot_that_is_taken_out_ends_nothing_any_more(landed: LandedLake) -> None:
    wrong = stores(landed, "2026-08-03", (2, "Ulm"))
    put(landed, stores(landed, "2026-08-01", (1, "Bonn")), wrong)
    put(landed, removal(wrong))
    assert held(landed) == [(1, "Bonn", "2026-08-01", EVER)]


def test_a_row_without_a_business_date_holds_from_the_day_on_which_its_file_landed(landed: LandedLake) -> None:
    put(landed, stores(landed, None, (1, "Bonn"), at="2026-08-04T23:30:00-01:00"))
    assert held(landed) == [(1, "Bonn", "2026-08-05", EVER)]


def test_a_column_that_the_contract_does_not_know_is_content_and_its_place_in_the_file_is_not(
    landed: LandedLake,
) -> None:
    put(
        landed,
        stores(landed, "2026-08-01", (1, "Bonn"), extras={"a": "1", "b": "2"}),
        stores(landed, "2026-08-02", (1, "Bonn"), extras={"b": "2", "a": "1"}),
        stores(landed, "2026-08-03", (1, "Bonn"), extras={"a": "1", "b": "3"}),
    )
    assert landed.rows("silver.store", "extras", "valid_from") == [
        ('{"a":"1","b":"2"}', date(2026, 8, 1)),
        ('{"a":"1","b":"3"}', date(2026, 8, 3)),
    ]


@pytest.mark.parametrize(("source", "until"), [("web", "2026-08-02"), ("till", EVER)])
def test_what_two_sources_have_said_is_ended_by_the_one_that_said_it_last(
    landed: LandedLake, source: str, until: str
) -> None:
    put(
        landed,
        stores(landed, "2026-08-01", (1, "Bonn"), (2, "Ulm"), source="till"),
        stores(landed, "2026-08-02", (1, "Bonn"), source="web", delivery="delta"),
    )
    assert landed.rows("silver.store", "id", "source") == [(1, None), (2, "till")]
    put(landed, stores(landed, "2026-08-03", (2, "Ulm"), source=source))
    assert held(landed) == [(1, "Bonn", "2026-08-01", until), (2, "Ulm", "2026-08-01", EVER)]


def test_a_file_that_is_said_to_have_landed_later_holds_from_then_on_whenever_its_run_is_repeated(
    landed: LandedLake, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = stores(landed, None, (1, "Bonn"), delivery=None, path="a.csv", at="2026-08-01T00:00:00+00:00")
    put(landed, first)
    later = replace(first, landed_at="2026-08-05T00:00:00+00:00")
    with monkeypatch.context() as dying:
        dying.setattr(build, "put_versions", die)
        with pytest.raises(Died):
            put(landed, later)
    put(landed, later)
    assert held(landed) == [(1, "Bonn", "2026-08-05", EVER)]


def die(*_: Any) -> None:
    raise Died
