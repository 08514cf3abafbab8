"""Which datasets tell who somebody is: those that name a customer and hold columns of personal data."""

from jobs.contracts.dataset import Contract, contract, dataset_names

CUSTOMER = "customer_id"


def datasets_of_persons() -> tuple[str, ...]:
    """The datasets with a customer's id and personal data in a row, in alphabetical order."""
    return tuple(name for name in dataset_names() if _is_of_persons(contract(name)))


def personal_columns(of: Contract) -> tuple[str, ...]:
    """The columns that the contract marks as personal data; the id itself is not among them."""
    return tuple(column.name for column in of.columns if column.personal and column.name != CUSTOMER)


def _is_of_persons(of: Contract) -> bool:
    return bool(personal_columns(of)) and CUSTOMER in (column.name for column in of.columns)
