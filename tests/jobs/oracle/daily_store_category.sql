with by_day as (
    select sales_date, sales_month, store_id, coalesce(category_then, 'unknown') as category,
           sum(quantity)::decimal(18,3) as units, sum(net_sales)::decimal(18,2) as net_sales,
           sum(discount_amount)::decimal(18,2) as discount_given, count(distinct order_id) as orders,
           bool_or(without_receipt) as without_receipt
    from line group by all
)
select sales_date, sales_month, store_id, category, units, net_sales, discount_given, orders,
       money_each(net_sales, orders) as average_order_value, basis(without_receipt) as order_basis
from by_day
