with by_month as (
    select store_id, sales_month, sum(net_sales)::decimal(18,2) as net_sales, count(*) as orders,
           sum(units)::decimal(18,3) as units, count(distinct customer_id) as customers,
           bool_or(without_receipt) as without_receipt
    from orders group by all
)
select m.store_id, m.sales_month, t.address as store_address, m.net_sales, m.orders, m.units,
       money_each(m.net_sales, m.orders) as average_order_value, m.customers,
       rank() over (partition by m.sales_month order by m.net_sales desc)::int as sales_rank,
       before.net_sales as previous_net_sales,
       percent(hundredths(m.net_sales) - hundredths(before.net_sales), hundredths(before.net_sales)) as change_percent,
       basis(m.without_receipt) as order_basis
from by_month m
join spine s on s.sales_month = m.sales_month
left join spine s_before on s_before.place = s.place - 1
left join by_month before on before.store_id = m.store_id and before.sales_month = s_before.sales_month
left join store_now t on t.store_id = m.store_id
