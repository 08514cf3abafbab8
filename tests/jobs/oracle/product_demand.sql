with dated as (
    select item_id, product_id, product_name, quantity, net_sales, is_return,
           if(is_return and original_sales_date <= sales_date, month_of(original_sales_date), sales_month) as sales_month
    from line
), by_month as (
    select item_id, product_id, sales_month, max(product_name) as said_name,
           coalesce(sum(quantity) filter (where quantity > 0), 0)::decimal(18,3) as sold_units,
           coalesce(-sum(quantity) filter (where quantity < 0), 0)::decimal(18,3) as returned_units,
           coalesce(sum(net_sales) filter (where not is_return), 0)::decimal(18,2) as sold_value,
           coalesce(-sum(net_sales) filter (where is_return), 0)::decimal(18,2) as returned_value
    from dated group by all
)
select m.product_id, coalesce(p.name, m.said_name) as product_name, m.sales_month, p.category, m.sold_units,
       m.returned_units, rate(thousandths(m.returned_units), thousandths(m.sold_units)) as return_rate,
       m.sold_value, m.returned_value,
       rate(hundredths(m.returned_value), hundredths(m.sold_value)) as return_value_rate,
       rank() over (partition by m.sales_month, p.category order by m.sold_units desc)::int as category_rank
from by_month m left join product_now p on p.product_id = m.product_id
