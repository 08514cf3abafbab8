with newly as (
    select sales_month, count(*) as customers from first_purchase_month group by sales_month
), filled as (
    select s.sales_month, coalesce(n.customers, 0) as new_customers,
           lag(coalesce(n.customers, 0)) over (order by s.place) as previous_new_customers
    from spine s left join newly n on n.sales_month = s.sales_month
)
select sales_month, new_customers, previous_new_customers, new_customers - previous_new_customers as change,
       percent(new_customers - previous_new_customers, previous_new_customers) as change_percent
from filled
