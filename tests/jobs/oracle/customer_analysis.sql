select s.customer_id, a.as_of, c.full_name, r.region, s.first_purchase, s.last_purchase, s.orders, s.net_sales,
       money_each(s.net_sales, s.orders) as average_order_value, s.net_sales as lifetime_value,
       rank() over (order by s.net_sales desc)::int as spend_rank, basis(s.approximated) as order_basis
from shopper s cross join snapshot a
join shopper_region r on r.customer_id = s.customer_id
left join customer_now c on c.customer_id = s.customer_id
