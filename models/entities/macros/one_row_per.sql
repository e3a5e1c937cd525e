{#- Fails for each key that more than one row has; rows without a key are joined by nothing. `keys` are SQL. -#}
{% test one_row_per(model, keys) %}
select {{ keys | join(', ') }}, count(*) as n
from {{ model }}
where {% for key in keys %}{{ key }} is not null{{ ' and ' if not loop.last }}{% endfor %}
group by {{ keys | join(', ') }}
having count(*) > 1
{% endtest %}
