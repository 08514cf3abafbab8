with purchase_date as (
    select distinct customer_id, sales_date from orders
    where is_purchase and customer_id is not null and sales_date <= (select as_of from snapshot)
), gap as (
    select customer_id,
           sales_date - lag(sales_date) over (partition by customer_id order by sales_date) as days
    from purchase_date
), placed as (
    select customer_id, days, row_number() over (partition by customer_id order by days) as place,
           count(*) over (partition by customer_id) as gaps
    from gap where days is not null
), median as (
    select customer_id, sum(days) * if(count(*) = 1, 2, 1) as twice
    from placed where place in ((gaps + 1) // 2, (gaps + 2) // 2)
    group by customer_id
), recent as (
    select customer_id, count(*) as purchase_dates
    from purchase_date where sales_date >= (select as_of from snapshot) - 89
    group by customer_id
), judged as (
    select s.customer_id, a.as_of, s.first_purchase, s.last_purchase, a.as_of - s.last_purchase as gap_days,
           median.twice, coalesce(recent.purchase_dates, 0) as purchase_dates,
           coalesce(recent.purchase_dates, 0) <= 1 as is_few,
           coalesce(4 * (a.as_of - s.last_purchase) > 3 * median.twice, false) as is_long
    from shopper s cross join snapshot a
    left join median on median.customer_id = s.customer_id
    left join recent on recent.customer_id = s.customer_id
)
select j.customer_id, j.as_of, c.full_name, j.first_purchase, j.last_purchase, j.gap_days::int as gap_days,
       (j.twice::decimal(8,0) * 0.5)::decimal(9,1) as own_median_gap, j.purchase_dates,
       case when j.is_few and j.is_long then 'few purchases, long gap'
            when j.is_few then 'few purchases' else 'long gap' end as reason
from judged j left join customer_now c on c.customer_id = j.customer_id
where j.as_of - j.first_purchase >= 30 and (j.is_few or j.is_long)
