with weighed as (
    select l.line_id, l.file_version, l.row_number, l.order_id,
           if(o.weight = 0, 1, hundredths(abs(l.net_sales))) as weight, if(o.weight = 0, o.lines, o.weight) as all_weights,
           unnest(['discount', 'tax', 'freight']) as what,
           unnest([o.order_discount, o.order_tax, o.order_freight]) as order_amount
    from line l join orders o on o.order_id = l.order_id
    where coalesce(o.order_discount, o.order_tax, o.order_freight) is not null
), to_share as (
    select *, hundredths(order_amount) as amount from weighed where order_amount is not null
), floored as (
    select line_id, order_id, what, amount, (abs(amount) * weight) // all_weights as share,
           row_number() over (partition by order_id, what
                              order by (abs(amount) * weight) % all_weights desc, file_version, row_number) as place
    from to_share
), left_over as (
    select *, abs(amount) - sum(share) over (partition by order_id, what) as remaining from floored
), shared as (
    select line_id, max(share) filter (where what = 'discount') as order_discount,
           max(share) filter (where what = 'tax') as order_tax, max(share) filter (where what = 'freight') as order_freight
    from (
        select line_id, what, money(sign(amount)::hugeint * (share + if(place <= remaining, 1, 0))) as share from left_over
    )
    group by line_id
), known_promotion as (
    select distinct promotion_id from silver_promotion
)
select l.sale_key, l.file_version, l.row_number, l.sales_date, l.sales_month,
       (year(l.sales_date) * 10000 + month(l.sales_date) * 100 + day(l.sales_date))::int as date_key,
       l.store_id, l.customer_id, l.product_id, l.sales_person_id, a.promotion_id,
       coalesce(store.version_key, if(l.store_id is null, 'none', 'unknown')) as store_key,
       coalesce(customer.version_key, if(l.customer_id is null, 'none', 'unknown')) as customer_key,
       coalesce(l.product_key, if(l.product_id is null, 'none', 'unknown')) as product_key,
       coalesce(person.version_key, if(l.sales_person_id is null, 'none', 'unknown')) as sales_person_key,
       coalesce(promotion.promotion_id, if(a.promotion_id is null, 'none', 'unknown')) as promotion_key,
       o.order_key, basis(l.without_receipt) as order_basis, l.receipt_id, l.line_no, l.said_quantity as quantity, l.price,
       l.gross_amount, l.discount_amount, l.net_sales as subtotal,
       coalesce(h.order_discount, 0)::decimal(18,2) as order_discount,
       coalesce(h.order_tax, l.own_tax)::decimal(18,2) as tax_amount,
       coalesce(h.order_freight, 0)::decimal(18,2) as freight_amount,
       (l.net_sales - coalesce(h.order_discount, 0) + coalesce(h.order_tax, l.own_tax)
        + coalesce(h.order_freight, 0))::decimal(18,2) as total_due,
       l.is_return, o.net_sales >= 100.00 as is_high_value, l.sold_at, l.sold_hour, l.weekday,
       l.payment_method, l.channel,
       case when store.store_closing_date < l.sales_date then 'sale-after-close'
            when l.is_return and l.original_sales_date > l.sales_date then 'return-before-sale' end as repair
from line l
join orders o on o.order_id = l.order_id
left join shared h on h.line_id = l.line_id
left join applied_promotion a on a.line_id = l.line_id
left join known_promotion promotion on promotion.promotion_id = a.promotion_id
left join silver_store store on store.id = l.store_id and l.sales_date between store.fact_from and store.fact_to
left join silver_customer customer
    on customer.customer_id = l.customer_id and l.sales_date between customer.fact_from and customer.fact_to
left join silver_sales_team person
    on person.id = l.sales_person_id and l.sales_date between person.fact_from and person.fact_to
