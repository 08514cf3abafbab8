"""The queries that make the datasets of a seeded world, in the order in which they build on each other.

chance(what, id) is a whole number from 0 to 999,999 that the seed fixes. Each dataset is a view made_<dataset> for
those that follow.
"""

from collections.abc import Mapping
from types import MappingProxyType

_PEOPLE = "greatest(5, least(20000, getvariable('lines') // 10))"
_PRODUCTS = "greatest(5, least(2000, getvariable('lines') // 25))"

# Three statements a record over time, of which the second changes it for some; a whole delivery leaves some out.
_STATEMENTS = """
said as (
    select i, day, delivery from range(1, {number} + 1) ids(i),
        (values (date '2025-12-01', null), (date '2026-02-10', 'delta'), (date '2026-03-05', 'full'),
                (date '2026-04-02', 'delta')) days(day, delivery)
    where case when delivery is null then true
               when delivery = 'full' then chance('{what}:left out', i) >= 100000
               else chance('{what}:' || day, i) < 300000 end
)"""

_STORE = f"""
with {_STATEMENTS.format(what="store", number="3")}
select i as id, 'Street ' || i || case when day > date '2026-02-01' then ' new' else '' end as address,
       case i when 1 then 'north' when 2 then 'south' end as region, 'Europe/Berlin' as time_zone,
       date '2020-01-01' as store_opening_date,
       case when i = 2 and day > date '2026-03-01' then date '2026-04-10' end as store_closing_date,
       day as business_date, delivery
from said"""

_CUSTOMER = f"""
with {_STATEMENTS.format(what="customer", number=_PEOPLE)}
select i as customer_id, case when i % 11 <> 0 then 'C' || i end as first_name,
       case when day > date '2026-02-01' then 'Married' when i % 7 <> 0 then 'Y' end as last_name,
       '+49 30 ' || chance('phone', i) as phone_number,
       case when i % 5 < 3 then ['north', 'south', 'west'][1 + i % 5] end as region,
       day as business_date, delivery
from said where i % 20 <> 0"""

_PRODUCT = f"""
with {_STATEMENTS.format(what="product", number=_PRODUCTS)}
select i as id, case when i % 13 <> 0 then 'product ' || (i - case when i % 9 = 0 then 1 else 0 end) end as name,
       case when i % 6 = 0 then null
            else ['fruit', 'bakery', 'dairy', 'käse'][
                1 + (i + case when day > date '2026-02-01' then i % 2 else 0 end) % 4]
       end as category,
       day as business_date, delivery
from said where i % 15 <> 0"""

_SALES_TEAM = f"""
with {_STATEMENTS.format(what="team", number="8")}
select i as id, 'S' || i as first_name, case when day > date '2026-02-01' then 'New' else 'Old' end as last_name,
       day as business_date, delivery
from said where i <> 8"""

_PROMOTION = """
select 'p' || (i // 2) as promotion_id, 'Promotion ' || (i // 2) as name,
       case when i % 4 <> 0 then ['flyer', 'display', 'price cut'][1 + chance('method', i) % 3] end as method,
       case when i % 3 = 0 then 1 + chance('promoted', i) % 20 end as product_id,
       case when i % 5 = 1 then ['fruit', 'bakery', 'dairy'][1 + chance('category', i) % 3] end as category,
       case when i % 4 = 2 then 1 + chance('in', i) % 4 end as store_id,
       case when i % 6 <> 0 then (5 * (chance('percent', i) % 5))::decimal(5,2) end as discount_percent,
       date '2026-01-20' + (chance('starts', i) % 100)::int as starts_on,
       date '2026-01-20' + (chance('starts', i) % 100)::int + (chance('runs', i) % 21)::int as ends_on
from range(2, 32) promotions(i)
qualify row_number() over (partition by promotion_id, product_id, category, store_id order by i) = 1
order by i"""

# Receipts: a store, a day, a moment, a customer. Some moments follow closely on the customer's one before.
_RECEIPT = f"""
select r, 1 + chance('store', r) % 4 as store_id,
       date '2026-01-15' + (sqrt(chance('day', r) / 1000000.0) * 130)::int as sales_date,
       case when chance('anonymous', r) < 250000 then null
            else 1 + (chance('customer', r) * chance('often', r) // 1000000) % {_PEOPLE} end as customer_id,
       case when chance('number', r) >= 150000 then 'R' || (r % 900000) end as receipt_id,
       case when chance('moment', r) >= 100000
            then chance('second', r) % 57600 + case when chance('late', r) < 50000 then 50000 else 21600 end
            end as second,
       1 + chance('person', r) % 9 as sales_person_id, 1 + (chance('lines', r) % 5) as lines,
       case when chance('tax', r) < 300000 then ((chance('tax amount', r) % 2000)::decimal(18,0) * 0.01) end
           as order_tax_amount,
       case when chance('freight', r) < 100000 then 4.99 end as order_freight_amount,
       case when chance('off', r) < 100000 then ((chance('off amount', r) % 700 - 20)::decimal(18,0) * 0.01) end
           as order_discount_amount
from range(greatest(1, getvariable('lines') // 3)) receipts(r)"""

# Receipts that the same customer is given a little later in another store.
_VISIT = """
select * from made_receipt
union all
select r + 10000000, 1 + store_id % 4, sales_date, customer_id, 'V' || r, second + [0, 60, 300, 301][1 + r % 4],
       sales_person_id, 1, null, null, null
from made_receipt where customer_id is not null and second is not null and chance('again', r) < 20000"""

_POS_SALES = f"""
with line as (
    select r * 8 + n as id, n, v.* from made_visit v, unnest(range(v.lines)) lines(n)
), drawn as (
    select *, 1 + chance('product', id) * chance('liked', id) // 1000000 % ({_PRODUCTS} + 2) as product_number,
           (case when chance('return', id) < 60000 then -1 else 1 end
            * [1000, 1000, 1000, 2000, 3000, 505, 1337, 0][1 + chance('quantity', id) % 8])::decimal(18,0)
               as thousandths,
           (1 + chance('price', id) % 9999)::decimal(18,0) as cents,
           [null, null, null, null, 0, 5, 10, 15, 20, 30, 50, 60, -5][1 + chance('percent', id) % 13] as percent
    from line
), priced as (
    select *, (thousandths * 0.001)::decimal(18,3) as quantity, (cents * 0.01)::decimal(18,4) as price,
           (sign(thousandths)::int * ((2 * abs(thousandths)::bigint * cents::bigint + 1000) // 2000))::bigint as gross
    from drawn
), discounted as (
    select *, (gross * percent) // 100 as off from priced
)
select store_id, receipt_id, case when receipt_id is not null and chance('no line', r) >= 100000 then n + 1 end::int
           as line_no,
       case when n > 0 and chance('unsaid', id) < 150000 then null
            when chance('mixed', id) < 5000 then 1 + chance('other', id) % {_PEOPLE}
            else customer_id end as customer_id,
       case when chance('by name', id) >= 200000 then product_number end as product_id,
       case when chance('no name', id) >= 50000
            then 'product ' || product_number || case when chance('unknown', id) < 100000 then '?' else '' end end
           as product_name,
       sales_date, case when sales_person_id < 9 then sales_person_id end as sales_person_id,
       case when chance('unpriced', id) >= 50000 then price end as price,
       case when chance('uncounted', id) >= 20000 or thousandths < 0 then quantity end as quantity,
       ((gross - coalesce(off, 0))::decimal(18,0) * 0.01)::decimal(18,2) as total_cost,
       (off::decimal(18,0) * 0.01)::decimal(18,2) as discount_amount,
       case when chance('taxed', id) < 500000 then ((gross * 7 // 100)::decimal(18,0) * 0.01)::decimal(18,2) end
           as tax_amount,
       case when chance('promoted', id) < 30000 then ['p3', 'p7', 'not told'][1 + id % 3] end as promotion_id,
       ['card', 'cash', null][1 + r % 3] as payment_method, ['store', 'web', null][1 + r % 3] as channel,
       case when second is not null then sales_date::timestamptz + to_seconds(second + n) end as sold_at,
       case when second is not null then ((second + n) // 3600 + 1) % 24 end::int as sold_hour,
       order_discount_amount, case when n % 2 = 0 then order_tax_amount end as order_tax_amount, order_freight_amount,
       case when thousandths < 0 and chance('original', id) < 500000
            then sales_date - (chance('ago', id) % 90)::int end as original_sales_date
from discounted"""

_REVIEW = f"""
select 'v' || i as review_id, 1 + chance('reviewed', i) % ({_PRODUCTS} + 1) as product_id,
       (1 + chance('stars', i) % 5)::int as rating, date '2026-01-20' + (chance('when', i) % 120)::int as reviewed_on
from range(getvariable('lines') // 20) reviews(i)"""

_INVENTORY = f"""
select p as product_id, s as store_id, date '2026-01-31' + 7 * w::int as stock_date,
       ((chance('stock:' || s || ':' || w, p) % 50000)::decimal(18,0) * 0.001)::decimal(18,3) as on_hand
from range(1, {_PRODUCTS} + 1) products(p), range(1, 4) stores(s), range(12) weeks(w)
where p % 3 <> 0 and chance('counted:' || s || ':' || w, p) < 600000"""

_SUSPECT_CASE = """
select distinct store_id, 'V' || (r - 10000000) as receipt_id, sales_date,
       ['confirmed', 'dismissed', 'open'][1 + r % 3] as status
from made_visit where r >= 10000000 and r % 2 = 0
order by store_id, receipt_id"""

QUERIES: Mapping[str, str] = MappingProxyType(
    {
        "store": _STORE,
        "customer": _CUSTOMER,
        "product": _PRODUCT,
        "sales_team": _SALES_TEAM,
        "promotion": _PROMOTION,
        "receipt": _RECEIPT,
        "visit": _VISIT,
        "pos_sales": _POS_SALES,
        "product_review": _REVIEW,
        "inventory": _INVENTORY,
        "suspect_case": _SUSPECT_CASE,
    }
)
