with by_month as (
    select item_id, product_id, sales_month, max(product_name) as said_name, sum(net_sales)::decimal(18,2) as revenue,
           count(distinct order_id) as orders, sum(quantity)::decimal(18,3) as units,
           bool_or(without_receipt) as without_receipt
    from line group by all
)
select m.product_id, coalesce(p.name, m.said_name) as product_name, m.sales_month, p.category, m.revenue, m.orders,
       m.units, rank() over (partition by m.sales_month order by m.revenue desc)::int as revenue_rank,
       rate(hundredths(m.revenue), sum(hundredths(m.revenue)) over (partition by m.sales_month)) as revenue_share,
       basis(m.without_receipt) as order_basis
from by_month m left join product_now p on p.product_id = m.product_id
