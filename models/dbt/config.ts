import type { Dialect } from '../../connectors/warehouses/dialect.ts';
import type { Layout, Model } from './model.ts';

/** A model's dbt configuration on an engine. */
export function configOf(dialect: Dialect, { config, layout }: Model): Record<string, unknown> {
  return {
    ...config,
    ...(config.materialized === 'incremental' ? histories[dialect.name] : {}),
    ...(layout ? layouts[dialect.name](dialect, layout) : {}),
  };
}

/** Tables that are only ever added to, and could not be computed again. */
const histories: Record<Dialect['name'], Record<string, unknown>> = {
  duckdb: {},
  // dbt's tables there are transient by default: without fail-safe.
  snowflake: { transient: false },
  // dbt-bigquery knows no append; a merge without a key inserts every row.
  bigquery: { incremental_strategy: 'merge' },
};

const layouts: Record<Dialect['name'], (dialect: Dialect, layout: Layout) => Record<string, unknown>> = {
  // Its files carry the least and the greatest value of each column.
  duckdb: () => ({}),
  // Only for what is divided by days, which is large. The table is rebuilt sorted at each run, so that Snowflake's
  // own reclustering, which costs credits, finds nothing to do.
  snowflake: (dialect, { day, by }) =>
    day === undefined
      ? {}
      : { cluster_by: [`to_date(${dialect.ident(day)})`, ...by.map((name) => dialect.ident(name))] },
  bigquery: (_, { day, by }) => ({
    ...(day === undefined
      ? {}
      : { partition_by: { field: day, data_type: 'timestamp', granularity: 'day' } }),
    cluster_by: [...by],
  }),
};
