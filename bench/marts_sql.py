"""The rows of the marts' benchmarks, in DuckDB's SQL; all follows from hashes of row numbers, the same each time."""

from collections.abc import Mapping
from types import MappingProxyType

from jobs.contracts.dataset import contract


def _chance(*of: str) -> str:
    """A number from 0 up to 1 that depends on these expressions alone."""
    return f"((hash({', '.join(of)}) % 1000003) / 1000003.0)"


# One row per receipt: day, n, store_id, customer_id, ... {receipts} of them over the days, by the weekday's weight.
RECEIPTS = f"""
with day as (
    select d::date as day, [1.0, 0.9, 0.9, 1.0, 1.2, 1.7, 1.2][isodow(d)] as weight
    from range(date '{{first}}', date '{{last}}' + 1, interval 1 day) t(d)
), share as (
    select day, ceil({{receipts}} * weight / sum(weight) over ())::bigint as receipts from day
), one as (
    select day, unnest(range(receipts)) as n from share
)
select day, n, (1 + floor(20 * power({_chance("day", "n", "1")}, 1.3)))::bigint as store_id,
       case when {_chance("day", "n", "2")} >= 0.2
            then (1 + floor(100000 * power({_chance("day", "n", "3")}, 1.6)))::bigint end as customer_id,
       (floor(5 * {_chance("day", "n", "4")}))::bigint as person,
       day + to_seconds((28800 + floor(
           21600 * ({_chance("day", "n", "5")} + {_chance("day", "n", "6")})))::bigint) as moment,
       (1 + floor(6 * {_chance("day", "n", "7")}))::int as lines,
       {_chance("day", "n", "8")} as odd
from one
"""

# One row per sale line of the temporary table `receipt`.
SALES = f"""
with line as (
    select *, unnest(range(1, lines + 1))::int as line_no from receipt
), item as (
    select *, (1 + floor(2000 * power({_chance("day", "n", "line_no", "1")}, 2)))::bigint as product,
           {_chance("day", "n", "line_no", "2")} as fate, {_chance("day", "n", "line_no", "3")} as lot,
           {_chance("day", "n", "line_no", "4")} as offer
    from line
), priced as (
    select *, (0.5 + (hash(product, 'price') % 4000) / 100)::decimal(18, 2) as price,
           case when fate < 0.03 then -1 else 1 + floor(4 * lot * lot) end::int as pieces,
           case when fate >= 0.85 then [5, 10, 10, 20, 25, 30][1 + floor(6 * offer)::int] else 0 end as percent
    from item
), amount as (
    select *, (price * pieces)::decimal(18, 2) as gross,
           ((price * pieces)::decimal(18, 2) * percent / 100)::decimal(18, 2) as discount
    from priced
)
select store_id, case when odd >= 0.005 then 'R' || strftime(day, '%y%m%d') || '-' || n end as receipt_id, line_no,
       customer_id, case when lot < 0.995 then product end as product_id, 'Product ' || product as product_name,
       day as sales_date, case when lot > 0.002 then (store_id - 1) * 5 + person + 1 end as sales_person_id,
       price, pieces::decimal(18, 3) as quantity, (gross - discount)::decimal(18, 2) as total_cost,
       case when percent > 0 then discount end as discount_amount,
       ((gross - discount) * 0.08)::decimal(18, 2) as tax_amount,
       case when percent > 0 and offer < 0.6 then 'P' || (1 + hash(product, month(day)) % 40) end as promotion_id,
       case when odd < 0.4 then 'cash' else 'card' end as payment_method,
       case when odd > 0.97 then 'web' else 'store' end as channel,
       moment::timestamptz as sold_at, hour(moment)::int as sold_hour,
       case when odd > 0.97 then 4.90 end::decimal(18, 2) as order_freight_amount,
       case when odd > 0.985 then 2.00 end::decimal(18, 2) as order_discount_amount,
       case when pieces < 0 and offer < 0.5 then day - (1 + floor(40 * offer))::int end as original_sales_date
from amount
"""

DATASETS: Mapping[str, str] = MappingProxyType(
    {
        "customer": f"""
            select i + 1 as customer_id, 'First' || i % 900 as first_name, 'Last' || i % 7000 as last_name,
                   i || ' High Street' as address, lpad((i % 99999)::text, 5, '0') as pincode,
                   '+44' || (7000000000 + i) as phone_number,
                   date '2020-01-01' + (i % 900)::int as customer_joining_date,
                   case when {_chance("i")} < 0.6 then ['north', 'south', 'east', 'west'][1 + i % 4] end as region,
                   date '{{first}}' + (version * 60)::int as business_date
            from range(100000) t(i), range(2) v(version) where version = 0 or i % 100 = 0""",
        "product": """
            select i + 1 as id, 'Product ' || (i + 1) as name,
                   ((50 + hash(i + 1, 'price') % 4000) / 100)::decimal(18, 4) as current_price,
                   'Category ' || lpad((i % 40)::text, 2, '0') as category, 'Brand ' || i % 90 as brand,
                   date '{first}' as business_date
            from range(2000) t(i)""",
        "store": """
            select i + 1 as id, (i + 1) || ' Market Square' as address, lpad((i * 731)::text, 5, '0') as store_pincode,
                   'Manager ' || i as store_manager_name, date '2010-01-01' + (i * 100)::int as store_opening_date,
                   'Town ' || i as city, ['north', 'south', 'east', 'west'][1 + i % 4] as region, 'UTC' as time_zone,
                   date '{first}' as business_date
            from range(20) t(i)""",
        "sales_team": """
            select i + 1 as id, 'Given' || i as first_name, 'Family' || i as last_name,
                   case when i % 5 > 0 then i - i % 5 + 1 end as manager_id,
                   case when i % 5 = 0 then 'Y' else 'N' end as is_manager,
                   date '2015-01-01' + (i * 20)::int as joining_date, date '{first}' as business_date
            from range(100) t(i)""",
        "promotion": """
            select 'P' || (i + 1) as promotion_id, 'Offer ' || i as name,
                   ['leaflet', 'app', 'shelf'][1 + i % 3] as method,
                   case when i % 4 < 2 then 1 + hash(i, part) % 2000 end::bigint as product_id,
                   case when i % 4 = 2 then 'Category ' || lpad((hash(i, part) % 40)::text, 2, '0') end as category,
                   case when i % 4 = 3 or i % 7 = 0 then 1 + hash(i, part) % 20 end::bigint as store_id,
                   (5 * (1 + i % 6))::decimal(5, 2) as discount_percent,
                   date '{first}' + (i * 30 * {months} // 40)::int as starts_on,
                   date '{first}' + (i * 30 * {months} // 40 + 20)::int as ends_on
            from range(40) t(i), range(3) p(part)""",
        "product_review": f"""
            select 'V' || i as review_id, (1 + floor(2000 * power({_chance("i", "1")}, 2)))::bigint as product_id,
                   (1 + hash(i, 2) % 100000)::bigint as customer_id,
                   [1, 2, 3, 4, 4, 4, 5, 5, 5, 5][1 + floor(10 * {_chance("i", "3")})::int]::int as rating,
                   (date '{{first}}' + (hash(i, 4) % (30 * {{months}}))::int) as reviewed_on
            from range(20000 * {{months}} // 6) t(i)""",
        "suspect_case": """
            select (1 + i % 20)::bigint as store_id,
                   'R' || strftime(date '{first}' + (i % 150)::int, '%y%m%d') || '-' || i as receipt_id,
                   (date '{first}' + (i % 150)::int) as sales_date,
                   case when i % 3 = 0 then 'confirmed' else 'dismissed' end as status
            from range(500) t(i)""",
        "inventory": """
            select p + 1 as product_id, s + 1 as store_id, d::date as stock_date,
                   (hash(p, s, d) % 120)::decimal(18, 3) as on_hand
            from range(2000) t(p), range(20) r(s), range(date '{first}', date '{last}' + 1, interval 7 day) w(d)""",
    }
)

# What a shop drops of each dataset on {day}, the {number}th that does so: all customers, of whom one in a thousand has
# moved on each of these days, and all stock.
DAILY: Mapping[str, str] = MappingProxyType(
    {
        "customer": f"""
            select * replace (case when customer_id % 1000 between 1 and {{number}} then 'New ' || address
                                   else address end as address), 'full' as delivery
            from ({DATASETS["customer"].replace("{first}", "{day}")}) where business_date = date '{{day}}'""",
        "inventory": DATASETS["inventory"].replace("{first}", "{day}").replace("{last}", "{day}"),
    }
)


def bronze_select(dataset: str, query: str, version: str) -> str:
    """The rows of a query as a bronze file holds them: the contract's columns, typed, null where the query has none."""
    columns = ", ".join(f"null::{_type(column.type)} as {column.name}" for column in contract(dataset).columns)
    empty = f"select {columns} where false"
    typed = ", ".join(f"{column.name}::{_type(column.type)} as {column.name}" for column in contract(dataset).columns)
    return (
        f"select {typed}, map([], [])::map(varchar, varchar) as extras, '{version}' as file_version, "
        f"row_number() over () as row_number from (({empty}) union all by name ({query}))"
    )


def _type(contract_type: str) -> str:
    return {"string": "varchar", "timestamp": "timestamptz"}.get(contract_type, contract_type)
