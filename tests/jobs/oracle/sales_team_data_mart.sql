with total as (
    select store_id, sales_person_id, sales_month, sum(net_sales)::decimal(18,2) as total_sales from line group by all
), ranked as (
    select *, case when sales_person_id is not null then rank() over (
        partition by store_id, sales_month, sales_person_id is null order by total_sales desc) end as sales_rank
    from total
)
select r.store_id, r.sales_person_id, r.sales_month, p.full_name, r.total_sales, r.sales_rank::int as sales_rank,
       case when r.sales_rank = 1 and r.total_sales > 0
            then money(half_up(hundredths(r.total_sales), 100, 0)) else 0.00 end::decimal(18,2) as incentive,
       'top-seller/1' as plan_version, 'provisional' as state
from ranked r left join person_now p on p.sales_person_id = r.sales_person_id
