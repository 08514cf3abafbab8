with landed as (
    select dataset, landed_on, sum(rows_checked)::bigint as rows_checked
    from (select distinct dataset, landed_on, file_version, rows_checked from silver_file_quality)
    group by all
), odd as (
    select l.file_version, case when t.store_closing_date < l.sales_date then 'sale-after-close'
                                else 'return-before-sale' end as rule, count(*) as rows_hit
    from line l
    left join silver_store t on t.id = l.store_id and l.sales_date between t.fact_from and t.fact_to
    where t.store_closing_date < l.sales_date or (l.is_return and l.original_sales_date > l.sales_date)
    group by all
), told as (
    select dataset, landed_on, rule, kind, rows_hit from silver_file_quality where rule is not null
    union all
    select f.dataset, f.landed_on, odd.rule, 'repaired', odd.rows_hit
    from odd join (select distinct dataset, landed_on, file_version from silver_file_quality) f
        on f.file_version = odd.file_version
), hit as (
    select dataset, landed_on, rule, kind, sum(rows_hit)::bigint as rows_hit from told group by all
)
select l.dataset, coalesce(h.rule, 'none') as rule, l.landed_on, coalesce(h.kind, 'refused') as kind, l.rows_checked,
       coalesce(h.rows_hit, 0) as rows_hit, rate(coalesce(h.rows_hit, 0), l.rows_checked) as share
from landed l left join hit h on h.dataset = l.dataset and h.landed_on = l.landed_on
