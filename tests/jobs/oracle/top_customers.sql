select s.customer_id, a.as_of, c.full_name, s.net_sales as net_spend, s.orders,
       money_each(s.net_sales, s.orders) as average_order_value, s.last_purchase,
       (row_number() over (order by s.net_sales desc, s.customer_id))::int as spend_rank,
       basis(s.approximated) as order_basis
from shopper s cross join snapshot a
left join customer_now c on c.customer_id = s.customer_id
qualify spend_rank <= 100
