"""docs/marts.md, made from the definitions of the tables: python -m till.marts_page writes it."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from jobs.contracts import names
from jobs.derive.definition import Definition, definitions
from jobs.derive.figures import MONEY
from till.mart_graph import full_name, mermaid, reads

PAGE = Path(__file__).resolve().parents[1] / "docs" / "marts.md"

_HEAD = """\
# The marts, defined

What every table of gold holds, and what it is built from. The same in a terminal: `till marts ls`, `till marts show
NAME`, `till marts graph`. To ask them: `till sql "select * from gold.store_performance"`. The star has views under
plain names for BI tools ([star.md](star.md)); the tables of silver are in [tables.md](tables.md).

This page is made from the docstrings of the modules in `jobs/gold/`, `jobs/aggregates/` and `jobs/incentive/` by
`make docs`.

## The words

- A **line** is a row of `silver.sales`: a sale line that counts. **Net sales** are what was taken for it, after its
  discount and before tax; a return is negative and counts.
- An **order** is all lines of a receipt in a store on a business date; a receipt number that comes back on another
  date is another order. Where the till gives no receipt, a customer's lines in a store on a date are one order, and
  so are all lines there that name nobody. The `order_basis` of a row says 'receipt' where receipts told all its
  orders apart, else 'customer-store-day'.
- The **customer of an order** is the least `customer_id` that its lines name, and the customer of all its lines. An
  order that names nobody is anonymous.
- A **purchase** is an order in which something was sold: at least one of its lines is no return. Marts of customers
  are about known customers with a purchase, unless they say otherwise.
- The **product** of a line is the one that its `product_id` names. Where the till gives only a name, it is the least
  id of the products that have exactly this name now; a name that no product has stands for itself, with a null id.
- **Units** are the sum of quantities, returns negative; **sold units** and **returned units** are the two sides of
  it, both positive.
- **Now** means what is known last of an id, also where it has ended. The star keeps more: a fact points at the
  version of each dimension that held on its business date. The first version of an id reaches back for ever, the last
  one forward, and a gap belongs to the version before it.
- **As of** a business date: sales after it are not there. It is the last date with sales unless a run names another.
- **The month before** is the month before in the calendar. Where a row has none, what compares with it is null.

Money is decimal(18,2) in the store's currency. A rate is a fraction with four decimals, a percent has two. Each is
one exact division, rounded once, half away from zero, and null where the divisor is zero or missing; a figure that is
made of rounded ones says so (the baselines of an uplift, the mean stock of several stores). A sum of nothing
is 0. Months are 'yyyy-MM' of the business date, times are UTC. No sale is left out because a customer, product,
salesperson or store has not arrived yet: its names are null until it has.

## Contents
"""
_SUMMED, _MORE = "What marts are summed from", "More"
_GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Dimensions": (
            *("dim_customer", "dim_product", "dim_store", "dim_sales_team"),
            *("dim_promotion", "dim_promotion_scope", "dim_date"),
        ),
        "Sales": (
            *("fact_sales", "executive_overview", "monthly_sales_change", "daily_store_category", "hourly_sales"),
            "suspects",
        ),
        "Stores and months": ("store_performance", "sales_team_data_mart", "incentive_payout", "incentive_line"),
        "Products": (
            *("sales_performance", "product_demand", "product_impact", "product_turnover"),
            "premium_products",
        ),
        "Customers": (
            *("customer_data_mart", "customer_analysis", "customers_by_region", "top_customers", "rfm"),
            *("engagement_depth", "infrequent_buyers", "monthly_customer_acquisition", "cohort_retention"),
        ),
        "Promotions": ("discount_impact", "promo_impact"),
        "Quality": ("data_quality", "reconciliation"),
    }
)


def page() -> str:
    """The whole page."""
    groups = {title: tables for title, tables in _grouped().items() if tables}
    contents = [f"- {title}: {', '.join(_link(said.name) for said in tables)}" for title, tables in groups.items()]
    sections = [f"## {title}\n\n" + "\n".join(map(_section, tables)) for title, tables in groups.items()]
    graph = f"## What reads what\n\n```mermaid\n{mermaid(tuple(reads()))}```\n"
    return "\n".join([_HEAD, *contents, "- [What reads what](#what-reads-what)\n", *sections, graph])


def _grouped() -> dict[str, list[Definition]]:
    """The tables by group; a table that no group names is still there."""
    said = {each.name: each for each in definitions()}
    groups = {title: [said.pop(name) for name in tables if name in said] for title, tables in _GROUPS.items()}
    groups[_MORE] = [each for each in said.values() if each.file_system == names.GOLD]
    groups[_SUMMED] = [each for each in said.values() if each.file_system != names.GOLD]
    return groups


def _section(said: Definition) -> str:
    facts = (
        f"- One row per {', '.join(f'`{name}`' for name in said.grain)}.",
        f"- Rebuilt: {_shown(said.rebuilt)}",
        f"- Reads {', '.join(map(_link, said.reads))}.",
    )
    columns = (
        f"| `{name}` | {_type(name, type_)} | {_shown(held).replace('|', '\\|')} |"
        for name, (type_, held) in said.columns.items()
    )
    table = ("| column | type | holds |", "|---|---|---|", *columns)
    texts = (f"### {said.name}", f"`{said}`: {_shown(said.summary)}", *map(_shown, said.paragraphs))
    return "\n\n".join([*texts, "\n".join(facts), "\n".join(table)]) + "\n"


def _link(name: str) -> str:
    defined = any(said.name == name for said in definitions())
    return f"[{name}](#{name})" if defined else f"[{full_name(name)}](tables.md)"


def _type(name: str, type_: str) -> str:
    if type_ != MONEY:
        return type_
    return "percent" if name.endswith("percent") else "money"


def _shown(text: str) -> str:
    """A text of which Markdown takes nothing for a mark of its own but the '-' of a list."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("*", "\\*")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
