"""What a batch hands on to the next one comes back as it was."""

from datetime import date

from jobs.derive.handed_on import from_text, to_text, united
from jobs.derive.scope import EVERYTHING, Scope
from jobs.derive.stale import Stale

MAY, JUNE = Scope.of_days([date(2026, 5, 31)]), Scope.of_months(["2026-06"])


def test_days_months_and_everything_are_told_apart() -> None:
    stale = {"sales": Stale(MAY, JUNE, Scope(months=frozenset({"2026-01"}))), "product": Stale.at(EVERYTHING)}
    assert from_text(to_text(stale)) == stale
    assert from_text("") == {}


def test_what_either_has_made_stale_is_stale() -> None:
    one, other = {"sales": Stale.at(MAY), "product": Stale.at(JUNE)}, {"sales": Stale.at(JUNE), "store": Stale.at(MAY)}
    assert united(one, other) == {"sales": Stale.at(MAY | JUNE), "product": Stale.at(JUNE), "store": Stale.at(MAY)}
    assert united(one, {"sales": Stale.at(EVERYTHING)})["sales"] == Stale.at(EVERYTHING)
