with classed as (
    select customer_id, purchases, approximated,
           case when purchases = 1 then 'one-time' when purchases <= 4 then 'occasional' else 'regular' end as engagement
    from shopper
)
select c.customer_id, a.as_of, c.purchases, c.engagement,
       rate(count(*) over (partition by c.engagement), count(*) over ()) as class_share,
       basis(c.approximated) as order_basis
from classed c cross join snapshot a
