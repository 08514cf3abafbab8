with followed as (
    select *, lag(store_id) over one_after_another as earlier_store_id,
           lag(order_key) over one_after_another as earlier_order_key,
           lag(sold_at) over one_after_another as earlier_sold_at,
           lag(net_sales) over one_after_another as earlier_net_sales,
           lag(without_receipt) over one_after_another as earlier_without_receipt
    from orders where customer_id is not null
        and abs(epoch_us(sold_at) // 86400000000 - datediff('day', date '1970-01-01', sales_date)) <= 1
    window one_after_another as (partition by customer_id order by sold_at, order_key)
)
select f.sales_date, f.sales_month, f.customer_id, f.store_id, f.order_key, f.receipt_id, f.sold_at, f.net_sales,
       f.earlier_store_id, f.earlier_order_key, f.earlier_sold_at, f.earlier_net_sales,
       ((epoch_us(f.sold_at) - epoch_us(f.earlier_sold_at)) // 1000000)::int as seconds_between,
       coalesce(c.status, 'open') as case_status,
       basis(f.without_receipt or f.earlier_without_receipt) as order_basis
from followed f
left join silver_suspect_case c on c.store_id = f.store_id and c.receipt_id = f.receipt_id
    and c.sales_date = f.sales_date
where f.earlier_store_id <> f.store_id and epoch_us(f.sold_at) - epoch_us(f.earlier_sold_at) <= 300000000
