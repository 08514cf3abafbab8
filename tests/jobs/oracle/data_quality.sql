with landed as (
    select dataset, landed_on, sum(rows_checked)::bigint as rows_checked
    from (select distinct dataset, landed_on, file_version, rows_checked from silver_file_quality)
    group by all
), hit as (
    select dataset, landed_on, rule, kind, sum(rows_hit)::bigint as rows_hit
    from silver_file_quality where rule is not null group by all
)
select l.dataset, coalesce(h.rule, 'none') as rule, l.landed_on, coalesce(h.kind, 'refused') as kind, l.rows_checked,
       coalesce(h.rows_hit, 0) as rows_hit, rate(coalesce(h.rows_hit, 0), l.rows_checked) as share
from landed l left join hit h on h.dataset = l.dataset and h.landed_on = l.landed_on
