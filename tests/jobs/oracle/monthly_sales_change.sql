with by_month as (
    select sales_month, sum(net_sales)::decimal(18,2) as net_sales from orders group by sales_month
), filled as (
    select s.sales_month, m.net_sales, lag(m.net_sales) over (order by s.place) as previous_net_sales
    from spine s left join by_month m on m.sales_month = s.sales_month
)
select sales_month, net_sales, previous_net_sales,
       percent(hundredths(net_sales) - hundredths(previous_net_sales), hundredths(previous_net_sales)) as change_percent
from filled
