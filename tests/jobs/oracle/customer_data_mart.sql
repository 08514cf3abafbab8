select o.customer_id, o.store_id, o.sales_month, any_value(c.full_name) as full_name,
       any_value(t.address) as store_address,
       any_value(repeat('*', length(regexp_replace(c.phone_number, '[^0-9]', '', 'g')) - 3)
                 || right(regexp_replace(c.phone_number, '[^0-9]', '', 'g'), 3)) as phone_number,
       (o.sales_month || '-01')::date as sales_date_month, sum(o.net_sales)::decimal(18,2) as total_sales
from orders o
left join customer_now c on c.customer_id = o.customer_id
left join store_now t on t.store_id = o.store_id
where o.customer_id is not null
group by o.customer_id, o.store_id, o.sales_month
