import type { Dialect } from '../../connectors/warehouses/dialect.ts';

/** Rows like those of a sync: a key, a text, an amount, a time, a flag, a score and a note that is often null. */
const statements: Record<Dialect['name'], (rows: number) => string> = {
  duckdb: (rows) => `select i as id, 'customer-' || i || '@example.org' as email,
      cast(i % 100000 as decimal(18, 2)) / 100 as amount,
      timestamptz '2024-01-01 00:00:00+00' + to_seconds(i) as changed_at, i % 3 = 0 as active, i / 7 as score,
      case when i % 4 = 0 then 'a note of some words' end as note
    from range(${rows}) as series(i)`,
  snowflake: (rows) => `select i as id, 'customer-' || i || '@example.org' as email,
      cast(mod(i, 100000) as number(18, 2)) / 100 as amount,
      dateadd(second, i, to_timestamp_tz('2024-01-01T00:00:00Z')) as changed_at, mod(i, 3) = 0 as active,
      cast(i as float) / 7 as score, case when mod(i, 4) = 0 then 'a note of some words' end as note
    from (select seq8() as i from table(generator(rowcount => ${rows}))) as series`,
  bigquery: (rows) => `select i as id, 'customer-' || cast(i as string) || '@example.org' as email,
      cast(mod(i, 100000) as numeric) / 100 as amount,
      timestamp_add(timestamp '2024-01-01 00:00:00+00', interval i second) as changed_at, mod(i, 3) = 0 as active,
      i / 7 as score, case when mod(i, 4) = 0 then 'a note of some words' end as note
    from unnest(generate_array(0, ${rows - 1})) as i`,
};

/** A statement of so many rows that reads no table, so that the reading of its result is what takes the time. */
export const statementOf = (dialect: Dialect, rows: number): string => statements[dialect.name](rows);
