with by_region as (
    select r.region, count(*) as customers, sum(s.net_sales)::decimal(18,2) as net_sales
    from shopper s join shopper_region r on r.customer_id = s.customer_id
    group by r.region
)
select b.region, a.as_of, b.customers, b.net_sales,
       rate(hundredths(b.net_sales), sum(hundredths(b.net_sales)) over ()) as share
from by_region b cross join snapshot a
