with by_month as (
    select sales_month, sum(net_sales)::decimal(18,2) as net_sales, sum(quantity)::decimal(18,3) as units,
           sum(discount_amount)::decimal(18,2) as discount_given, count(distinct order_id) as orders,
           bool_or(without_receipt) as without_receipt
    from line group by sales_month
), reviewed as (
    select month_of(reviewed_on) as sales_month, sum(rating) as total, count(*) as reviews
    from silver_product_review group by all
)
select m.sales_month, m.net_sales, m.units, m.discount_given, m.orders,
       money_each(m.net_sales, m.orders) as average_order_value, rating(r.total, r.reviews) as average_rating,
       coalesce(r.reviews, 0) as reviews, basis(m.without_receipt) as order_basis
from by_month m left join reviewed r on r.sales_month = m.sales_month
