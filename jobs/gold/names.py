"""How people are shown in marts: by their full name, and by a phone number that nobody can call."""

from pyspark.sql import Column
from pyspark.sql import functions as sf

DIGITS_SHOWN = 3


def full_name(first_name: str = "first_name", last_name: str = "last_name") -> Column:
    """First and last name with a blank between; the one there is where the other is missing; null without either."""
    return sf.nullif(sf.trim(sf.concat_ws(" ", sf.trim(first_name), sf.trim(last_name))), sf.lit(""))


def masked_phone_number(phone_number: str = "phone_number") -> Column:
    """The digits of a phone number, all but the last three as '*'; null where there is none."""
    digits = sf.regexp_replace(phone_number, "[^0-9]", "")
    hidden = sf.greatest(sf.length(digits) - sf.lit(DIGITS_SHOWN), sf.lit(0))
    return sf.concat(sf.repeat(sf.lit("*"), hidden), sf.right(digits, sf.lit(DIGITS_SHOWN)))
