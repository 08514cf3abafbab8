-- What the marts share: rounding, what is known now, orders, lines, products, baselines, customers as of a day.
-- It reads the views silver_<table>; the variable as_of may name the day of the snapshots. Temp tables are the shared work.

set timezone = 'UTC';

-- Exact figures: amounts are counted in hundredths, units in thousandths, and divided as integers.
create or replace macro hundredths(amount) as (amount::decimal(20,2) * 100)::hugeint;
create or replace macro thousandths(amount) as (amount::decimal(20,3) * 1000)::hugeint;
-- numerator / denominator in units of 10^-decimals, half away from zero; null where the denominator is zero or missing.
create or replace macro half_up(numerator, denominator, decimals) as
    case when denominator <> 0 then
        sign(numerator)::hugeint * sign(denominator)::hugeint
        * ((2 * abs(numerator::hugeint) * [1, 10, 100, 1000, 10000][decimals + 1] + abs(denominator::hugeint))
           // (2 * abs(denominator::hugeint)))
    end;
create or replace macro money(count_of_hundredths) as (count_of_hundredths::decimal(18,0) * 0.01)::decimal(18,2);
create or replace macro units(count_of_thousandths) as (count_of_thousandths::decimal(18,0) * 0.001)::decimal(18,3);
create or replace macro rate(numerator, denominator) as
    (half_up(numerator, denominator, 4)::decimal(18,0) * 0.0001)::decimal(18,4);
create or replace macro percent(numerator, denominator) as money(half_up(100 * numerator, denominator, 2));
create or replace macro money_each(amount, number) as money(half_up(hundredths(amount), number, 0));
create or replace macro rating(total, number) as (half_up(total, number, 2)::decimal(18,0) * 0.01)::decimal(9,2);
create or replace macro basis(any_without_receipt) as if(any_without_receipt, 'customer-store-day', 'receipt');
create or replace macro full_name(first_name, last_name) as
    nullif(trim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')), '');
create or replace macro month_of(day) as strftime(day, '%Y-%m');

create or replace temp table snapshot as
select coalesce(getvariable('as_of')::date, max(sales_date)) as as_of from silver_sales;

create or replace temp table spine as
select month_of(month) as sales_month, month::date as first_day, row_number() over (order by month) as place
from (
    select unnest(generate_series(date_trunc('month', min(sales_date)), date_trunc('month', max(sales_date)),
                                  interval 1 month)) as month
    from silver_sales
);

-- Now: the last version of each id, also of a closed one.
create or replace temp table product_now as
select id as product_id, name, category from silver_product where fact_to = date '9999-12-31';
create or replace temp table store_now as
select id as store_id, address, region from silver_store where fact_to = date '9999-12-31';
create or replace temp table person_now as
select id as sales_person_id, full_name(first_name, last_name) as full_name
from silver_sales_team where fact_to = date '9999-12-31';
create or replace temp table customer_now as
select customer_id, full_name(first_name, last_name) as full_name, phone_number, region
from silver_customer where fact_to = date '9999-12-31';

-- Products as lines say them (said_id), and as they are taken to be (item_id: product_id, else the name).
create or replace temp table said_product as
with said as (
    select product_id as said_product_id, case when product_id is null then product_name end as said_name
    from silver_sales group by all
), by_name as (
    select name, min(product_id) as product_id from product_now where name is not null group by name
), resolved as (
    select said_product_id, said_name, coalesce(said_product_id, by_name.product_id) as product_id
    from said left join by_name on by_name.name = said.said_name
)
select row_number() over () as said_id, said_product_id, said_name, product_id,
       dense_rank() over (order by product_id, case when product_id is null then said_name end) as item_id
from resolved;

-- One row per order.
create or replace temp table orders as
with grouped as (
    select store_id, sales_date, sales_month, receipt_id, case when receipt_id is null then customer_id end as instead,
           min(customer_id) as least_customer, min(sold_at) as sold_at,
           -- the hour that stands beside the earliest moment; without any moment the earliest hour
           coalesce(arg_min(sold_hour, (sold_at, sold_hour)) filter (where sold_at is not null and sold_hour is not null),
                    min(sold_hour)) as sold_hour,
           sum(net_sales)::decimal(18,2) as net_sales, coalesce(sum(quantity), 0)::decimal(18,3) as units,
           bool_or(not is_return) as is_purchase,
           max(order_discount_amount) as order_discount, max(order_tax_amount) as order_tax,
           max(order_freight_amount) as order_freight,
           sum(hundredths(abs(net_sales))) as weight, count(*) as lines
    from silver_sales
    group by all
)
select row_number() over () as order_id, store_id, sales_date, sales_month, receipt_id, instead,
       least_customer as customer_id, sold_at, sold_hour, net_sales, units, is_purchase,
       order_discount, order_tax, order_freight, weight, lines, receipt_id is null as without_receipt,
       store_id || '|' || strftime(sales_date, '%Y-%m-%d') || '|' || case
           when receipt_id is not null then 'r' || receipt_id
           when least_customer is not null then 'c' || least_customer
           else 'a' end as order_key
from grouped;

-- One row per sale line; customer_id is the order's, product_id the resolved one, category_then that of the version for
-- the fact.
create or replace temp table line as
with numbered as (
    select row_number() over () as line_id, * from silver_sales
)
select s.line_id, s.file_version, s.row_number, s.sale_key, s.store_id, s.sales_date, s.sales_month, s.weekday,
       s.quantity as said_quantity, s.sales_person_id, o.order_id, o.customer_id, o.without_receipt, s.receipt_id, s.line_no,
       p.said_id, p.item_id, p.product_id, s.product_name, v.version_key as product_key, v.category as category_then,
       coalesce(s.quantity, 0)::decimal(18,3) as quantity, s.price, s.gross_amount,
       coalesce(s.discount_amount, 0)::decimal(18,2) as discount_amount, s.net_sales,
       coalesce(s.tax_amount, 0)::decimal(18,2) as own_tax, s.is_return, s.promotion_id as till_promotion,
       s.sold_at, s.sold_hour, s.payment_method, s.channel, s.original_sales_date
from numbered s
join orders o on o.store_id = s.store_id and o.sales_date = s.sales_date
    and o.receipt_id is not distinct from s.receipt_id
    and o.instead is not distinct from case when s.receipt_id is null then s.customer_id end
join said_product p on p.said_product_id is not distinct from s.product_id
    and p.said_name is not distinct from case when s.product_id is null then s.product_name end
left join silver_product v on v.id = p.product_id and s.sales_date between v.fact_from and v.fact_to;

-- The promotion of each line that has one: the till's, else the best of those whose days and scope hold the line.
create or replace temp table applied_promotion as
with promotion_day as (
    select unnest(generate_series(greatest(starts_on, first_day), least(ends_on, last_day), interval 1 day))::date as day,
           product_id, category, store_id, promotion_id, coalesce(discount_percent, 0) as discount_percent
    from silver_promotion, (select min(sales_date) as first_day, max(sales_date) as last_day from silver_sales)
    where starts_on <= last_day and ends_on >= first_day
), best_by_scope as (
    select day, product_id, category, store_id, discount_percent, promotion_id
    from promotion_day
    qualify row_number() over (
        partition by day, product_id, category, store_id order by discount_percent desc, promotion_id) = 1
), kind_of_scope as (
    select distinct product_id is not null as by_product, category is not null as by_category,
           store_id is not null as by_store
    from best_by_scope
), sought as (
    select l.line_id, l.sales_date as day, k.by_product, k.by_category, k.by_store,
           case when k.by_product then l.product_id end as product_id,
           case when k.by_category then l.category_then end as category,
           case when k.by_store then l.store_id end as store_id
    from line l cross join kind_of_scope k
    where l.till_promotion is null and (l.product_id is not null or not k.by_product)
        and (l.category_then is not null or not k.by_category)
), found as (
    select s.line_id, b.promotion_id, b.discount_percent
    from sought s join best_by_scope b on b.day = s.day
        and b.product_id is not distinct from s.product_id
        and b.category is not distinct from s.category
        and b.store_id is not distinct from s.store_id
)
select line_id, promotion_id from found
qualify row_number() over (partition by line_id order by discount_percent desc, promotion_id) = 1
union all
select line_id, till_promotion from line where till_promotion is not null;

-- Units sold of a product in a store on a usual day of the eight weeks before: days with sales and without a discount.
create or replace temp table product_day as
select said_id, store_id, sales_date, date_trunc('week', sales_date)::date as week,
       coalesce(sum(quantity) filter (where quantity > 0), 0)::decimal(18,3) as sold_units,
       -- what comes back with its discount was not sold at one that day
       coalesce(bool_or(discount_amount <> 0) filter (where not is_return), false) as discounted
from line group by all;

create or replace temp table baseline as
with by_week as (
    select said_id, store_id, week,
           coalesce(sum(sold_units) filter (where not discounted), 0) as usual_units,
           count(*) filter (where sold_units > 0 and not discounted) as usual_days
    from product_day group by all
), of_eight_weeks as (
    select said_id, store_id, week, sum(usual_units) over eight_weeks as usual_units,
           sum(usual_days) over eight_weeks as usual_days
    from by_week
    window eight_weeks as (partition by said_id, store_id order by week
                           range between interval 56 days preceding and interval 7 days preceding)
)
select said_id, store_id, week, units(half_up(thousandths(usual_units), usual_days, 0)) as baseline
from of_eight_weeks where usual_days > 0;

-- Known customers with a purchase by the day of the snapshot.
create or replace temp table shopper as
select customer_id, min(sales_date) filter (where is_purchase) as first_purchase,
       max(sales_date) filter (where is_purchase) as last_purchase,
       count(distinct sales_date) filter (where is_purchase) as purchase_dates,
       count(*) filter (where is_purchase) as purchases,
       count(*) as orders, sum(net_sales)::decimal(18,2) as net_sales, bool_or(without_receipt) as approximated
from orders
where customer_id is not null and sales_date <= (select as_of from snapshot)
group by customer_id
having bool_or(is_purchase);

create or replace temp table shopper_region as
with by_store as (
    select customer_id, store_id, sum(net_sales) as net_sales
    from orders
    where customer_id is not null and sales_date <= (select as_of from snapshot)
    group by all
), home as (
    select customer_id, store_id from by_store
    qualify row_number() over (partition by customer_id order by net_sales desc, store_id) = 1
)
select s.customer_id, coalesce(c.region, t.region, 'unknown') as region
from shopper s
left join customer_now c on c.customer_id = s.customer_id
left join home h on h.customer_id = s.customer_id
left join store_now t on t.store_id = h.store_id;

-- The month in which each known customer first bought, over all sales.
create or replace temp table first_purchase_month as
select customer_id, month_of(min(sales_date)) as sales_month
from orders where is_purchase and customer_id is not null group by customer_id;
