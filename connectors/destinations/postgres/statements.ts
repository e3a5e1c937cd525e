import type { Column, Table } from './catalog.ts';
import { ident, qualified } from './identifier.ts';

/**
 * A batch's rows arrive as one parameter, a JSON array of `{ c0, c1, … }`, where c0 is the key and the others are
 * the fields; PostgreSQL reads each value by the input function of its column's type. Each statement answers
 * `n` (the row's number from 1), `chosen` (the number of the row that stands for its key: another one where two keys
 * are the same for the column) and `written`.
 */
export interface Shape {
  table: Table;
  match: Column;
  fields: readonly Column[];
  /** The column that tells when a row was archived. */
  archivedAt?: Column | undefined;
}

/** A timestamp's zone would be ignored by a column that has none; read as one that has it, it is brought to UTC. */
const inputType = ({ type, base, array }: Column): string =>
  base === 'timestamp' && !array ? 'timestamp with time zone' : type;

/** Rows of JSON, as `source` with the columns c0, c1, … and n. */
export function recordset(columns: readonly Column[]): string {
  const names = columns.map((_, index) => `c${index}`).join(', ');
  const typed = columns.map((column, index) => `c${index} ${inputType(column)}`).join(', ');
  return `rows from (json_to_recordset($1::json) as (${typed})) with ordinality as source(${names}, n)`;
}

const chosenRows = ({ match, fields }: Shape): string => `
  source as materialized (select * from ${recordset([match, ...fields])}),
  chosen as materialized (select distinct on (c0) * from source order by c0, n desc)`;

const answer = (written: string): string => `
  select source.n::int as n, chosen.n::int as chosen, written.k is not null as written
  from source join chosen using (c0) left join (${written}) as written on written.k = chosen.c0`;

const assignments = ({ fields, archivedAt }: Shape, newValue: (column: Column, index: number) => string) => [
  ...fields.map((column, index) => `${ident(column.name)} = ${newValue(column, index)}`),
  // What comes back is archived no more.
  ...(archivedAt ? [`${ident(archivedAt.name)} = null`] : []),
];

/** Changes the rows that are there; where there is nothing to set, it only looks which are. */
function updated(shape: Shape): string {
  const target = `${qualified(shape.table)} as target`;
  const key = `target.${ident(shape.match.name)}`;
  const set = assignments(shape, (_, index) => `chosen.c${index + 1}`);
  return set.length === 0
    ? `updated as (select ${key} as k from ${target} join chosen on ${key} = chosen.c0)`
    : `updated as (update ${target} set ${set.join(', ')} from chosen where ${key} = chosen.c0 returning ${key} as k)`;
}

function inserted({ table, match, fields }: Shape, from: string, onConflict: string): string {
  const names = [match, ...fields].map(({ name }) => ident(name)).join(', ');
  const values = ['c0', ...fields.map((_, index) => `c${index + 1}`)].join(', ');
  return `inserted as (insert into ${qualified(table)} (${names}) select ${values} from ${from} order by n
    on conflict (${ident(match.name)}) do ${onConflict} returning ${ident(match.name)} as k)`;
}

export const insertSql = (shape: Shape): string =>
  `with ${chosenRows(shape)}, ${inserted(shape, 'chosen', 'nothing')} ${answer('select k from inserted')}`;

export const updateSql = (shape: Shape): string =>
  `with ${chosenRows(shape)}, ${updated(shape)} ${answer('select k from updated')}`;

/**
 * Updates what is there and inserts the rest. An insert alone, with `on conflict do update`, would take a value of
 * each sequence for every row that is there, and would ask an update for all the columns that a new row needs; it
 * remains for rows that somebody else inserts at the same moment.
 */
export function upsertSql(shape: Shape): string {
  const set = assignments(shape, ({ name }) => `excluded.${ident(name)}`);
  const rest = 'chosen where not exists (select from updated where updated.k = chosen.c0)';
  const insert = inserted(shape, rest, set.length === 0 ? 'nothing' : `update set ${set.join(', ')}`);
  return `with ${chosenRows(shape)}, ${updated(shape)}, ${insert}
    ${answer('select k from updated union all select k from inserted')}`;
}

export const deleteSql = (shape: Shape): string => {
  const key = `target.${ident(shape.match.name)}`;
  return `with ${chosenRows(shape)}, deleted as (delete from ${qualified(shape.table)} as target using chosen
    where ${key} = chosen.c0 returning ${key} as k) ${answer('select k from deleted')}`;
};

export const archiveSql = (shape: Shape, archivedAt: Column): string => {
  const key = `target.${ident(shape.match.name)}`;
  const when = ident(archivedAt.name);
  return `with ${chosenRows(shape)}, archived as (update ${qualified(shape.table)} as target set ${when} = now()
    from chosen where ${key} = chosen.c0 and target.${when} is null returning ${key} as k)
    ${answer('select k from archived')}`;
};

/**
 * The rows of some keys, of which each comes as text and as a value of the column. Numbers that a double cannot hold
 * come as text.
 */
export function selectSql({ table, match, fields }: Shape): string {
  const exact = ['int8', 'numeric', 'money'];
  const values = fields.map((column, index) => {
    const value = `target.${ident(column.name)}`;
    return `to_json(${exact.includes(column.base) ? `${value}::text` : value}) as f${index}`;
  });
  return `select ${['source.key', ...values].join(', ')}
    from json_to_recordset($1::json) as source(key text, c0 ${inputType(match)})
    join ${qualified(table)} as target on target.${ident(match.name)} = source.c0`;
}
