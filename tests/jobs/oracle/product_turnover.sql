with by_month as (
    select item_id, product_id, sales_month, max(product_name) as said_name, count(*) as lines,
           coalesce(sum(quantity) filter (where quantity > 0), 0)::decimal(18,3) as sold_units
    from line group by all
), stock_of_store as (
    select product_id, store_id, month_of(stock_date) as sales_month,
           units(half_up(thousandths(sum(on_hand)), count(distinct stock_date), 0)) as average_stock
    from silver_inventory group by all
), stock as (
    select product_id, sales_month, sum(average_stock)::decimal(18,3) as average_stock from stock_of_store group by all
)
select m.product_id, coalesce(p.name, m.said_name) as product_name, m.sales_month, m.sold_units, s.average_stock,
       rate(thousandths(m.sold_units), thousandths(s.average_stock)) as turnover,
       case when s.average_stock is null then m.lines end as sales_frequency
from by_month m
left join product_now p on p.product_id = m.product_id
left join stock s on s.product_id = m.product_id and s.sales_month = m.sales_month
