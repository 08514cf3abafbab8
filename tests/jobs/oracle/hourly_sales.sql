select sales_date, sales_month, store_id, sold_hour as hour, sum(net_sales)::decimal(18,2) as net_sales,
       count(*) as orders, sum(units)::decimal(18,3) as units, basis(bool_or(without_receipt)) as order_basis
from orders group by sales_date, sales_month, store_id, sold_hour
