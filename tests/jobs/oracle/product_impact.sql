with total as (
    select item_id, product_id, max(product_name) as said_name, sum(quantity)::decimal(18,3) as units,
           sum(net_sales)::decimal(18,2) as net_sales, count(distinct order_id) as orders,
           bool_or(without_receipt) as approximated,
           sum(discount_amount)::decimal(18,2) as discount_amount, sum(gross_amount)::decimal(18,2) as gross_amount,
           coalesce(sum(quantity) filter (where quantity > 0), 0)::decimal(18,3) as sold_units,
           coalesce(-sum(quantity) filter (where quantity < 0), 0)::decimal(18,3) as returned_units
    from line group by all
), reviewed as (
    select product_id, sum(rating) as total, count(*) as reviews from silver_product_review group by product_id
)
select t.product_id, coalesce(p.name, t.said_name) as product_name, p.category, t.units, t.net_sales, t.orders,
       money_each(t.net_sales, t.orders) as average_order_value,
       money(half_up(1000 * hundredths(t.net_sales), thousandths(t.units), 0)) as average_price,
       rate(hundredths(t.discount_amount), hundredths(t.gross_amount)) as discount_rate,
       rate(thousandths(t.returned_units), thousandths(t.sold_units)) as return_rate,
       rating(r.total, r.reviews) as average_rating, coalesce(r.reviews, 0) as reviews,
       basis(t.approximated) as order_basis
from total t
left join product_now p on p.product_id = t.product_id
left join reviewed r on r.product_id = t.product_id
