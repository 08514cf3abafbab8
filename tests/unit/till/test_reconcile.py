"""What reconcile makes of a ledger and a lake: what agrees, what differs, and what is merely under way."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from functions.ledger.entries import FileEntry, FileState, PendingEntry
from till.engine_client import Answer
from till.reconcile import Reconciliation, compare
from till.reconcile_files import Outcome
from till.reconcile_lake import LakeSide, MonthSum, SilverShare
from till.reconcile_ledger import LedgerSide

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def entry(content: str, **values: Any) -> FileEntry:
    """A file of three rows in, of 5.00: two landed and one refused."""
    known: dict[str, Any] = {"rows_in": 3, "loaded": 2, "quarantined": 1, "total_cost": "5.00", "months": ("2026-03",)}
    return FileEntry(
        dataset="pos_sales",
        source="standard",
        path=f"pos_sales/standard/{content}.csv",
        content=content,
        etag="",
        raw="",
        size_bytes=1,
        dropped_at=NOON,
        received_at=NOON,
        **({"version": f"v-{content}", "state": FileState.TRANSFORMED} | known | values),
    )


def share(content: str, rows: int, money: str, standing: str = "counted", month: str = "2026-03") -> SilverShare:
    return SilverShare("pos_sales", content, month, standing, rows, Decimal(money))


def ledger(*entries: FileEntry, run: str = "", pending: tuple[PendingEntry, ...] = ()) -> LedgerSide:
    return LedgerSide({one.version: one for one in entries}, {("pos_sales", one.content): one for one in pending}, run)


def lake(*shares: SilverShare, gold: str | None = None, fact: str | None = None) -> LakeSide:
    """A lake whose view, fact and mart show what counts, unless the mart or the fact is told otherwise."""
    rows: Counter[str] = Counter()
    money: dict[str, Decimal] = {}
    for one in shares:
        if one.standing == "counted":
            rows[one.month] += one.rows
            money[one.month] = money.get(one.month, Decimal(0)) + one.money
    sales = {month: MonthSum(rows[month], money[month]) for month in money}
    mart = {month: MonthSum(0, Decimal(gold) if gold else sum_.money) for month, sum_ in sales.items()}
    facts: dict[str, MonthSum] = {}
    for one in shares:
        if one.standing == "counted" and one.dataset == "pos_sales":
            known = facts.get(one.content, MonthSum(0, Decimal(0)))
            facts[one.content] = MonthSum(known.rows + one.rows, Decimal(fact) if fact else known.money + one.money)
    return LakeSide(list(shares), facts, sales, {"gold.mart": mart})


def pending(of: FileEntry, action: str = "load", held: str = "") -> PendingEntry:
    return PendingEntry(
        action, of.content, of.version, of.path, NOON, (), of.months, of.loaded, of.total_cost, held=held
    )


def look(before: LedgerSide, held: LakeSide, later: LedgerSide | None = None) -> Reconciliation:
    return compare(before, held, later or before)


def only(found: Reconciliation) -> tuple[Outcome, tuple[str, ...]]:
    (file,) = found.files
    return file.outcome, file.differences


@pytest.mark.parametrize(
    ("values", "shares", "words"),
    [
        ({}, [share("a", 2, "5.00")], []),
        ({"rows_in": 4}, [share("a", 2, "5.00")], ["4 rows came in"]),
        ({}, [share("a", 1, "5.00")], ["2 rows landed, silver holds 1"]),
        ({}, [share("a", 2, "4.99")], ["5.00 landed, silver holds 4.99"]),
        ({}, [], ["silver holds 0", "silver holds 0.00"]),
        ({"loaded": 1, "duplicate": 1, "total_cost": "2.00", "duplicate_cost": "3.00"},
         [share("a", 1, "2.00"), share("a", 1, "3.00", "duplicate")], []),
        ({"loaded": 1, "duplicate": 1, "total_cost": "2.00", "duplicate_cost": "3.00"},
         [share("a", 1, "2.00")], ["1 rows of 3.00 are duplicate in the ledger, 0 of 0.00"]),
        ({}, [share("a", 1, "2.00"), share("a", 1, "3.00", "corrected")], ["0 rows of 0.00 are corrected"]),
        ({"corrected": 1, "corrected_cost": "3.00"}, [share("a", 1, "2.00"), share("a", 1, "3.00", "corrected")], []),
        ({"months": ("2026-03", "2026-04")}, [share("a", 1, "2.00"), share("a", 1, "3.00", month="2026-04")], []),
    ],
)  # fmt: skip
def test_every_row_and_cent_of_a_file_is_looked_for(
    values: dict[str, Any], shares: list[SilverShare], words: list[str]
) -> None:
    outcome, differences = only(look(ledger(entry("a", **values)), lake(*shares)))
    assert outcome == (Outcome.DIFFERS if words else Outcome.AGREES)
    assert len(differences) == len(words)
    assert [word for word, said in zip(words, differences, strict=True) if word not in said] == []


def test_a_difference_is_under_way_where_anybody_was_working_on_it() -> None:
    one, nothing = entry("a"), lake()
    waits = pending(one)
    moved = replace(one, state=FileState.LANDED)
    assert only(look(ledger(one), nothing))[0] == Outcome.DIFFERS
    assert only(look(ledger(one, pending=(waits,)), nothing))[0] == Outcome.UNDER_WAY
    assert only(look(ledger(one), nothing, ledger(one, pending=(waits,))))[0] == Outcome.UNDER_WAY
    assert only(look(ledger(one), nothing, ledger(moved)))[0] == Outcome.UNDER_WAY
    assert only(look(ledger(one), nothing, ledger()))[0] == Outcome.UNDER_WAY
    assert only(look(ledger(one, run="r"), nothing))[0] == Outcome.UNDER_WAY
    assert only(look(ledger(one), nothing, ledger(one, run="r")))[0] == Outcome.UNDER_WAY
    assert only(look(ledger(one, pending=(pending(one, held="r"),)), nothing))[0] == Outcome.HELD_BACK


def test_a_file_that_waits_does_not_excuse_another() -> None:
    one, other = entry("a"), entry("b")
    found = look(ledger(one, other, pending=(pending(one),)), lake())
    assert [file.outcome for file in found.files] == [Outcome.UNDER_WAY, Outcome.DIFFERS]


def test_a_run_does_not_make_what_agrees_uncertain() -> None:
    found = look(ledger(entry("a"), run="r"), lake(share("a", 2, "5.00")))
    assert not found.has(Outcome.DIFFERS, Outcome.UNDER_WAY, Outcome.HELD_BACK)


def test_rows_that_no_file_in_force_has_are_named_until_a_run_is_to_take_them_out() -> None:
    gone = entry("gone")
    assert only(look(ledger(), lake(share("gone", 2, "5.00"))))[0] == Outcome.DIFFERS
    (file,) = look(ledger(pending=(pending(gone, "remove"),)), lake(share("gone", 2, "5.00"))).files
    assert (file.path, file.outcome, file.silver) == (gone.path, Outcome.UNDER_WAY, 2)


def test_a_copy_has_nothing_in_silver_and_needs_its_original() -> None:
    copy = entry(
        "a", version="copy", state=FileState.DUPLICATE, loaded=0, quarantined=0, duplicate=3, total_cost="0.00"
    )
    assert not look(ledger(entry("a"), copy), lake(share("a", 2, "5.00"))).has(Outcome.DIFFERS)
    assert "not in force" in only(look(ledger(copy), lake()))[1][0]


def test_a_month_whose_mart_lacks_a_cent_is_named_and_leaves_its_files_what_the_fact_holds() -> None:
    march, april = entry("a"), entry("b", months=("2026-04",))
    held = lake(share("a", 2, "5.00"), share("b", 2, "5.00", month="2026-04"))
    held.marts["gold.mart"]["2026-04"] = MonthSum(0, Decimal("4.99"))
    found = look(ledger(march, april), held)
    assert [(file.gold_money, file.outcome) for file in found.files] == [
        (Decimal("5.00"), Outcome.AGREES),
        (Decimal("5.00"), Outcome.AGREES),
    ]
    assert [(month.month, month.difference, month.outcome) for month in found.months] == [
        ("2026-03", Decimal("0.00"), Outcome.AGREES),
        ("2026-04", Decimal("0.01"), Outcome.DIFFERS),
    ]
    waiting = look(ledger(march, april, pending=(pending(march),)), held)
    assert waiting.months[1].outcome == Outcome.UNDER_WAY


def test_a_file_of_which_the_fact_lacks_a_cent_is_named() -> None:
    outcome, differences = only(look(ledger(entry("a")), lake(share("a", 2, "5.00"), fact="4.99")))
    assert outcome == Outcome.DIFFERS
    assert differences == ("2 rows of 5.00 count in silver, gold.fact_sales holds 2 of 4.99",)


def test_a_view_that_shows_other_sales_than_count_is_a_difference() -> None:
    held = lake(share("a", 2, "5.00"))
    held.sales["2026-03"] = MonthSum(1, Decimal("5.00"))
    (month,) = look(ledger(entry("a")), held).months
    assert month.outcome == Outcome.DIFFERS


def test_a_month_that_only_gold_knows_is_a_difference() -> None:
    held = lake()
    held.marts["gold.mart"]["2026-03"] = MonthSum(0, Decimal("5.00"))
    (month,) = look(ledger(), held).months
    assert (month.difference, month.outcome) == (Decimal("-5.00"), Outcome.DIFFERS)


def test_more_groups_than_one_answer_holds_are_all_read(tmp_path: Path) -> None:
    database = duckdb.connect(str(tmp_path / "lake.duckdb"))
    database.execute("create schema silver")
    database.execute("create schema gold")
    database.execute("create view silver.sales as select 'x' as sales_month, 0.00 as net_sales where false")
    database.execute(
        "create table silver.sales_record as select md5(i::text) as file_version, '2026-03' as sales_month, "
        "'counted' as standing, i::decimal(18, 2) as total_cost from range(1000) as t(i)"
    )
    asked: list[str] = []

    def ask(query: str) -> Answer:
        asked.append(query)
        if query.startswith("show tables"):
            return Answer(
                [{"tableName": name} for name in ("sales", "sales_record") if query.endswith("silver")], False
            )
        found = database.execute(query)
        names = [column[0] for column in found.description]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        return Answer(rows[:50], len(rows) > 50)

    held = LakeSide.read(ask, ("pos_sales",))
    assert len({one.content for one in held.shares}) == 1000
    assert sum(one.money for one in held.shares) == Decimal("499500.00")  # 0 + 1 + ... + 999
    assert len(asked) < 400
