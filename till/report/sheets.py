"""The three sheets of the incentive report: who won and why, everyone, and how it was computed."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from textwrap import wrap

from xlsxwriter.worksheet import Worksheet

from till.report.cells import Cells
from till.report.payees import Payee

_HEADER_ROW = 3
_POINTS_PER_LINE = 15
_HEAD = {"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter"}
_QUIET = {"font_color": "#595959"}
_SUM = {"bold": True, "top": 1}

type Columns = Sequence[tuple[str, float, bool]]  # heading, width in characters, whether it holds numbers

_WINNERS: Columns = (
    ("Store", 40, False),
    ("Salesperson", 26, False),
    ("How the amount comes about", 68, False),
    ("Rate", 9, True),
    ("Amount", 14, True),
    ("Total sales", 15, True),
    ("Incentive", 13, True),
)
_EXPLANATION_WIDTH = 96.0
_EVERYONE: Columns = (
    ("Store", 9, False),
    ("Address", 30, False),
    ("Person id", 12, False),
    ("Name", 24, False),
    ("Plan", 18, False),
    ("State", 13, False),
    ("Rank", 7, True),
    ("Sale lines", 12, True),
    ("Total sales", 15, True),
    ("Incentive", 13, True),
)


def winners(cells: Cells, payees: Sequence[Payee], title: str, status: str) -> None:
    """Those who earn an incentive, each followed by the lines that explain the amount; the total at the end."""
    won = [payee for payee in payees if payee.incentive > 0]
    _begin(cells, title, status, _WINNERS)
    row = _HEADER_ROW + 1
    for payee in won:
        row = _winner(cells, row, payee)
    if not won:
        cells.text(row, 0, "Nobody earns an incentive in this month.")
        return
    _sum(cells, row, len(_WINNERS), f"Total of {len(won)}")
    cells.money(row, 5, _total(payee.total_sales for payee in won), **_SUM)
    cells.money(row, 6, _total(payee.incentive for payee in won), **_SUM)


def everyone(cells: Cells, payees: Sequence[Payee], title: str, status: str) -> None:
    """One row per store and salesperson, with a filter on the header; the totals at the end."""
    _begin(cells, title, status, _EVERYONE)
    row = _HEADER_ROW
    for row, payee in enumerate(payees, start=_HEADER_ROW + 1):
        _everyone_row(cells, row, payee)
    cells.sheet.autofilter(_HEADER_ROW, 0, max(row, _HEADER_ROW + 1), len(_EVERYONE) - 1)
    _sum(cells, row + 1, len(_EVERYONE), "Total")
    cells.count(row + 1, 7, sum(payee.lines_counted for payee in payees), **_SUM)
    cells.money(row + 1, 8, _total(payee.total_sales for payee in payees), **_SUM)
    cells.money(row + 1, 9, _total(payee.incentive for payee in payees), **_SUM)


def explanation(cells: Cells, title: str, facts: Sequence[tuple[str, str]]) -> None:
    """What was computed, by which rule, from what, and in which state it is."""
    sheet = cells.sheet
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, _EXPLANATION_WIDTH)
    _paper(sheet, "portrait")
    cells.text(0, 0, title, bold=True, font_size=14)
    for row, (label, text) in enumerate(facts, start=2):
        cells.text(row, 0, label, bold=True)
        cells.text(row, 1, text, text_wrap=True)
        sheet.set_row(row, _height((text, _EXPLANATION_WIDTH)) + 4)


def _winner(cells: Cells, row: int, payee: Payee) -> int:
    """The rows of one winner; the row after them."""
    strong = {"bold": True, "bg_color": "#E8EEF6"}
    for column in range(len(_WINNERS)):
        cells.sheet.write_blank(row, column, None, cells.style(**strong))
    cells.text(row, 0, payee.store, text_wrap=True, **strong)
    cells.text(row, 1, payee.name, text_wrap=True, **strong)
    cells.money(row, 5, payee.total_sales, **strong)
    cells.money(row, 6, payee.incentive, **strong)
    cells.sheet.set_row(row, _height((payee.store, _WINNERS[0][1]), (payee.name, _WINNERS[1][1])) + 3)
    for line in payee.lines:
        row += 1
        cells.text(row, 2, line.text, text_wrap=True, **_QUIET)
        cells.share(row, 3, line.rate, **_QUIET)
        cells.money(row, 4, line.amount, **_QUIET)
        cells.sheet.set_row(row, _height((line.text, _WINNERS[2][1])), None, {"level": 1})
    return row + 1


def _everyone_row(cells: Cells, row: int, payee: Payee) -> None:
    cells.identifier(row, 0, payee.store_id)
    cells.text(row, 1, payee.store_address)
    cells.identifier(row, 2, payee.sales_person_id)
    cells.text(row, 3, payee.name if payee.sales_person_id is None else payee.full_name)
    cells.text(row, 4, payee.plan_version)
    cells.text(row, 5, payee.state)
    cells.count(row, 6, payee.rank)
    cells.count(row, 7, payee.lines_counted)
    cells.money(row, 8, payee.total_sales)
    cells.money(row, 9, payee.incentive, bold=payee.incentive > 0)


def _begin(cells: Cells, title: str, status: str, columns: Columns) -> None:
    sheet = cells.sheet
    sheet.hide_gridlines(2)
    sheet.outline_settings(symbols_below=False)
    sheet.freeze_panes(_HEADER_ROW + 1, 0)
    sheet.repeat_rows(_HEADER_ROW)
    _paper(sheet, "landscape")
    cells.text(0, 0, title, bold=True, font_size=14)
    cells.text(1, 0, status, italic=True, **_QUIET)
    sheet.set_row(0, 22)
    sheet.set_row(_HEADER_ROW, 20)
    for column, (heading, width, numeric) in enumerate(columns):
        sheet.set_column(column, column, width)
        cells.text(_HEADER_ROW, column, heading, align="right" if numeric else "left", **_HEAD)


def _sum(cells: Cells, row: int, columns: int, label: str) -> None:
    for column in range(columns):
        cells.sheet.write_blank(row, column, None, cells.style(**_SUM))
    cells.text(row, 0, label, **_SUM)


def _paper(sheet: Worksheet, orientation: str) -> None:
    sheet.set_landscape() if orientation == "landscape" else sheet.set_portrait()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.5, right=0.5)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&RPage &P of &N")


def _height(*texts: tuple[str, float]) -> float:
    """The height of a row whose texts are wrapped at these widths: not every program finds it out by itself."""
    return _POINTS_PER_LINE * max(len(wrap(text, int(width))) or 1 for text, width in texts)


def _total(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal("0.00"))
