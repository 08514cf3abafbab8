with scored as (
    select s.customer_id, a.as_of, (a.as_of - s.last_purchase)::int as recency_days, s.purchase_dates as frequency,
           s.net_sales as monetary,
           ntile(5) over (order by a.as_of - s.last_purchase desc, s.customer_id)::int as recency_score,
           ntile(5) over (order by s.purchase_dates, s.customer_id)::int as frequency_score,
           ntile(5) over (order by s.net_sales, s.customer_id)::int as monetary_score
    from shopper s cross join snapshot a
)
select *, recency_score + frequency_score + monetary_score as rfm_score,
       case when recency_score >= 4 and frequency_score >= 4 then 'champions'
            when recency_score >= 3 and frequency_score >= 3 then 'loyal'
            when recency_score >= 4 then 'recent'
            when recency_score = 3 then 'promising'
            when frequency_score >= 4 then 'cannot lose'
            when frequency_score = 3 then 'at risk'
            when recency_score = 2 then 'about to sleep'
            else 'lost' end as segment
from scored
