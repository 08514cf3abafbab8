"""What the ratings of reviews come to."""

from pyspark.sql import Column

from jobs.derive.figures import quotient

RATING = "decimal(9,2)"


def average_rating() -> Column:
    """ratings / reviews, HALF_UP to two digits; null without a review."""
    return quotient("ratings", "reviews", digits=2)
