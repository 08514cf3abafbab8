"""The columns of a generated sales file: the mandatory ones of pos_sales, and optional ones that a good till gives."""

from till.generate.baskets import SaleLine

COLUMNS = (
    "store_id",
    "receipt_id",
    "line_no",
    "sold_at",
    "sales_date",
    "customer_id",
    "sales_person_id",
    "product_id",
    "product_name",
    "price",
    "quantity",
    "total_cost",
    "discount_amount",
    "promotion_id",
    "original_receipt_id",
    "original_sales_date",
    "payment_method",
)


def sales_row(line: SaleLine) -> list[str]:
    """A line as text, in the order of COLUMNS; what is not known is empty."""
    moment = line.sold_at.replace(tzinfo=None)
    receipt_id, bought_on = line.bought or ("", "")
    return [
        str(line.store_id),
        line.receipt_id,
        str(line.line_no),
        moment.isoformat(" ", "seconds"),
        moment.date().isoformat(),
        "" if line.customer_id is None else str(line.customer_id),
        "" if line.sales_person_id is None else str(line.sales_person_id),
        str(line.product.id),
        line.product.name,
        str(line.price),
        str(line.quantity),
        str(line.total_cost),
        str(line.discount) if line.discount else "",
        line.promotion_id or "",
        receipt_id,
        str(bought_on),
        line.payment_method,
    ]
