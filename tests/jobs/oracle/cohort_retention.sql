with cohort as (
    select sales_month, count(*) as cohort_size from first_purchase_month group by sales_month
), active as (
    select f.sales_month as cohort_month, o.sales_month, count(distinct o.customer_id) as customers
    from orders o join first_purchase_month f on f.customer_id = o.customer_id
    where o.is_purchase
    group by all
)
select c.sales_month as cohort_month, (later.place - first.place)::int as months_since,
       coalesce(a.customers, 0) as active_customers, c.cohort_size,
       rate(coalesce(a.customers, 0), c.cohort_size) as retention
from cohort c
join spine first on first.sales_month = c.sales_month
join spine later on later.place >= first.place
left join active a on a.cohort_month = c.sales_month and a.sales_month = later.sales_month
