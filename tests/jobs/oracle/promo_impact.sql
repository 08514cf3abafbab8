with promoted as (
    select a.promotion_id, l.* from applied_promotion a join line l on l.line_id = a.line_id
), total as (
    select promotion_id, count(distinct order_id) as orders, sum(net_sales)::decimal(18,2) as net_sales,
           sum(discount_amount)::decimal(18,2) as discount_given, sum(gross_amount)::decimal(18,2) as gross_amount,
           bool_or(without_receipt) as without_receipt
    from promoted group by promotion_id
), by_day as (
    select promotion_id, said_id, store_id, sales_date, sum(quantity) as sold_units
    from promoted where quantity > 0
    group by all
), compared as (
    select d.promotion_id, sum(d.sold_units)::decimal(18,3) as compared_units,
           sum(b.baseline)::decimal(18,3) as baseline_units
    from by_day d
    join baseline b on b.said_id = d.said_id and b.store_id = d.store_id
        and b.week = date_trunc('week', d.sales_date)::date
    group by d.promotion_id
), method_of as (
    select promotion_id, min(method) as method from silver_promotion group by promotion_id
)
select t.promotion_id, m.method, t.orders, t.net_sales, t.discount_given,
       percent(hundredths(t.discount_given), hundredths(t.gross_amount)) as average_percent,
       money_each(t.net_sales, t.orders) as average_order_value,
       coalesce(c.compared_units, 0)::decimal(18,3) as compared_units,
       coalesce(c.baseline_units, 0)::decimal(18,3) as baseline_units,
       rate(thousandths(c.compared_units) - thousandths(c.baseline_units), thousandths(c.baseline_units)) as uplift,
       basis(t.without_receipt) as order_basis
from total t
left join compared c on c.promotion_id = t.promotion_id
left join method_of m on m.promotion_id = t.promotion_id
