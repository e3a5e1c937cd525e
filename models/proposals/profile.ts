import type { Row, Warehouse } from '../../connectors/warehouses/connection.ts';
import type { ColumnKind, Dialect } from '../../connectors/warehouses/dialect.ts';
import { type Look, looks } from '../profiling/looks.ts';

/** As much of a warehouse as a proposal asks. */
export type Asked = Pick<Warehouse, 'dialect' | 'query' | 'columns'>;

/** What the values of a column show. Shares are of the values that are there. */
export interface ColumnProfile {
  name: string;
  kind: ColumnKind;
  /** Values that are there: not null, and no empty text. */
  present: number;
  /** Distinct values, nearly: exact where `unique` says so. */
  distinct: number;
  /** No value is missing and none is there twice. */
  unique: boolean;
  /** Mean length of the text. */
  length: number;
  looksLike: Record<Look, number>;
}

export interface TableProfile {
  /** `schema.table`. */
  table: string;
  /** What its resource is called. */
  slug: string;
  rows: number;
  columns: ColumnProfile[];
}

const lookNames: readonly Look[] = ['email', 'phone', 'dialled', 'country', 'uuid', 'hash'];

/** Rows by which the form of texts is judged; their numbers are of all rows. */
const lookedAt = 100_000;
/** Up to so many rows distinct values are counted; beyond they are estimated. */
const countedRows = 200_000;

/** Profiles a table in a few statements, however many columns it has. */
export async function profileTable(warehouse: Asked, table: string, slug: string): Promise<TableProfile> {
  const { dialect } = warehouse;
  const from = dialect.table(table);
  const columns = await warehouse.columns(table);
  const [size] = await warehouse.query(`select count(*) as n from ${from}`);
  const rows = Number(size?.n);
  const distinct = (value: string) =>
    rows <= countedRows ? `count(distinct ${value})` : `approx_count_distinct(${value})`;
  const counts = columns.flatMap(({ name, kind }, index) => {
    const value = presentValue(dialect, name, kind);
    return [
      `count(${value}) as present_${index}`,
      `${distinct(value)} as distinct_${index}`,
      ...(kind === 'text' ? [`avg(length(${value})) as length_${index}`] : []),
    ];
  });
  const forms = columns.flatMap(({ name, kind }, index) =>
    kind !== 'text'
      ? []
      : lookNames.map(
          (look) =>
            `avg(case when trim(${dialect.ident(name)}) = '' or ${dialect.ident(name)} is null then null` +
            ` when ${dialect.regexpMatches(`trim(${dialect.ident(name)})`, looks[look])} then 1.0 else 0.0 end) as ${look}_${index}`,
        ),
  );
  const [counted = {}] = await warehouse.query(`select ${counts.join(', ')} from ${from}`);
  const [formed = {}] =
    forms.length === 0
      ? []
      : await warehouse.query(
          `select ${forms.join(', ')} from (select * from ${from} limit ${lookedAt}) as looked_at`,
        );
  const profile: TableProfile = {
    table,
    slug,
    rows,
    columns: columns.map(({ name, kind }, index) => ({
      name,
      kind,
      present: numberOf(counted, `present_${index}`),
      distinct: Math.min(numberOf(counted, `distinct_${index}`), numberOf(counted, `present_${index}`)),
      unique: false,
      length: numberOf(counted, `length_${index}`),
      looksLike: {
        email: numberOf(formed, `email_${index}`),
        phone: numberOf(formed, `phone_${index}`),
        dialled: numberOf(formed, `dialled_${index}`),
        country: numberOf(formed, `country_${index}`),
        uuid: numberOf(formed, `uuid_${index}`),
        hash: numberOf(formed, `hash_${index}`),
      },
    })),
  };
  return withUniqueness(warehouse, profile);
}

const numberOf = (row: Row, name: string): number => Number(row[name] ?? 0);

/** SQL: a value that is there, null otherwise. */
const presentValue = (dialect: Dialect, name: string, kind: ColumnKind): string =>
  kind === 'text' ? `nullif(trim(${dialect.ident(name)}), '')` : dialect.ident(name);

/** Counts exactly where the distinct values are, or are thought to be, nearly as many as the rows. */
async function withUniqueness(warehouse: Asked, profile: TableProfile): Promise<TableProfile> {
  const { dialect } = warehouse;
  const near = profile.columns.filter(
    ({ kind, present, distinct }) =>
      (kind === 'text' || kind === 'integer') &&
      present > 0 &&
      present === profile.rows &&
      distinct > 0.7 * present,
  );
  if (near.length === 0) return profile;
  const exact = near.map(
    ({ name, kind }, index) => `count(distinct ${presentValue(dialect, name, kind)}) as d${index}`,
  );
  const [found = {}] = await warehouse.query(
    `select ${exact.join(', ')} from ${dialect.table(profile.table)}`,
  );
  const distinct = new Map(near.map(({ name }, index) => [name, numberOf(found, `d${index}`)]));
  return {
    ...profile,
    columns: profile.columns.map((column) => {
      const count = distinct.get(column.name);
      return count === undefined ? column : { ...column, distinct: count, unique: count === column.present };
    }),
  };
}
