with total as (
    select item_id, product_id, max(product_name) as said_name, sum(net_sales)::decimal(18,2) as revenue,
           count(distinct customer_id) filter (where not is_return) as buyers,
           count(distinct order_id) as orders, sum(quantity)::decimal(18,3) as units,
           bool_or(without_receipt) as approximated
    from line group by all
), named as (
    select t.*, coalesce(p.name, t.said_name) as product_name, p.category,
           (select count(*) from first_purchase_month) as customers
    from total t left join product_now p on p.product_id = t.product_id
), placed as (
    select *, ntile(4) over (order by revenue, product_id nulls first, product_name nulls first) as quarter from named
)
select product_id, product_name, category, revenue, buyers, customers, rate(buyers, customers) as buyer_share,
       units(half_up(thousandths(units), orders, 0)) as average_quantity_per_order,
       basis(approximated) as order_basis
from placed
where quarter = 4 and buyers * 100 < customers * 40
