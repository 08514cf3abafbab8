with signed as (
    select *, sign(gross_amount)::int * discount_amount as taken, abs(gross_amount) as gross from line
), banded as (
    select *, case
        when discount_amount = 0 then 'none' when gross = 0 then 'unknown' when taken < 0 then 'surcharge'
        when 10 * taken < gross then 'below 10 %' when 5 * taken < gross then '10 to 20 %'
        when 10 * taken < 3 * gross then '20 to 30 %' when 2 * taken < gross then '30 to 50 %'
        else '50 % and more' end as discount_band
    from signed
), by_month as (
    select discount_band, sales_month, count(distinct order_id) as orders, sum(quantity)::decimal(18,3) as units,
           sum(gross_amount)::decimal(18,2) as gross_amount, sum(discount_amount)::decimal(18,2) as discount_amount,
           sum(net_sales)::decimal(18,2) as net_sales, bool_or(without_receipt) as without_receipt
    from banded group by all
), by_day as (
    select discount_band, sales_month, said_id, store_id, sales_date, sum(quantity) as sold_units
    from banded where discount_band <> 'none' and quantity > 0
    group by all
), compared as (
    select d.discount_band, d.sales_month, sum(d.sold_units)::decimal(18,3) as compared_units,
           sum(b.baseline)::decimal(18,3) as baseline_units
    from by_day d
    join baseline b on b.said_id = d.said_id and b.store_id = d.store_id
        and b.week = date_trunc('week', d.sales_date)::date
    group by all
)
select m.discount_band, m.sales_month, m.orders, m.units, m.gross_amount, m.discount_amount, m.net_sales,
       money_each(m.net_sales, m.orders) as average_order_value,
       coalesce(c.compared_units, 0)::decimal(18,3) as compared_units,
       coalesce(c.baseline_units, 0)::decimal(18,3) as baseline_units,
       rate(thousandths(c.compared_units) - thousandths(c.baseline_units), thousandths(c.baseline_units)) as uplift,
       basis(m.without_receipt) as order_basis
from by_month m
left join compared c on c.discount_band = m.discount_band and c.sales_month = m.sales_month
