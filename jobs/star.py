"""The star under plain names, for tools that read tables and columns as they are called: views of gold, star.<name>.

A column is listed by its plain name and what it shows: a column of gold, or SQL over those of its table. A plain name
that differs is none that the table has.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

SCHEMA = "star"


@dataclass(frozen=True, slots=True)
class Plain:
    """A table of gold under plain names; by plain name, what a column shows."""

    table: str
    columns: Mapping[str, str] = field(hash=False)


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


def _named(name: str, identity: str, key: str) -> str:
    """A name; of the members that stand for no id and for one that has not arrived, what their key says."""
    return f"case when {identity} is null then {key} else {name} end"


_VERSION = _same("valid_from", "valid_to", "is_current")
STAR: Mapping[str, Plain] = MappingProxyType(
    {
        "sales": Plain(
            "fact_sales",
            {
                **_same("sale_key", "date_key", "store_key", "customer_key", "product_key", "sales_person_key"),
                **_same("promotion_key", "order_key"),
                "date": "sales_date",
                "month": "sales_month",
                "hour": "sold_hour",
                "receipt": "receipt_id",
                "receipt_line": "line_no",
                **_same("quantity", "price"),
                "gross_sales": "gross_amount",
                "discount": "discount_amount",
                "net_sales": "subtotal",
                "order_discount": "order_discount",
                "tax": "tax_amount",
                "freight": "freight_amount",
                "total": "total_due",
                **_same("is_return", "is_high_value", "sold_at", "payment_method", "channel"),
            },
        ),
        "customer": Plain(
            "dim_customer",
            {
                **_same("customer_key", "customer_id"),
                "customer": _named("full_name", "customer_id", "customer_key"),
                "phone": "phone_number",
                "postal_code": "pincode",
                "region": "region",
                "customer_since": "customer_joining_date",
                **_VERSION,
            },
        ),
        "product": Plain(
            "dim_product",
            {
                **_same("product_key", "product_id"),
                "product": _named("product_name", "product_id", "product_key"),
                **_same("category", "subcategory", "brand"),
                "supplier": "supplier_name",
                "list_price": "current_price",
                "list_price_before": "old_price",
                "unit_cost": "unit_cost",
                "in_range_from": "created_date",
                "in_range_to": "expiry_date",
                **_VERSION,
            },
        ),
        "store": Plain(
            "dim_store",
            {
                **_same("store_key", "store_id"),
                "store": _named("store_address", "store_id", "store_key"),
                "postal_code": "store_pincode",
                **_same("city", "region", "time_zone"),
                "opened_on": "store_opening_date",
                "closed_on": "store_closing_date",
                **_VERSION,
            },
        ),
        "salesperson": Plain(
            "dim_sales_team",
            {
                **_same("sales_person_key", "sales_person_id"),
                "salesperson": _named("full_name", "sales_person_id", "sales_person_key"),
                **_same("manager_id", "is_manager"),
                "joined_on": "joining_date",
                **_VERSION,
            },
        ),
        "promotion": Plain(
            "dim_promotion",
            {
                **_same("promotion_key", "promotion_id"),
                "promotion": _named("promotion_name", "promotion_id", "promotion_key"),
                **_same("method", "discount_percent", "starts_on", "ends_on"),
            },
        ),
        "calendar": Plain(
            "dim_date",
            {
                **_same("date_key", "date", "month", "quarter", "year"),
                "week": "iso_week",
                **_same("weekday", "weekday_name", "is_month_end", "is_weekend", "is_holiday"),
            },
        ),
    }
)
