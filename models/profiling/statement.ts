import { type Row, textOrNull } from '../../connectors/warehouses/connection.ts';
import type { ColumnKind, Dialect } from '../../connectors/warehouses/dialect.ts';
import { looksPersonal } from './personal.ts';
import { type ColumnProfile, eventLimit, type TopValue, valueLimit } from './profiles.ts';
import { eventResource, type ProfiledColumn, type Subject } from './subject.ts';

/** The most rows of a table that are looked at. */
export const sampleRows = 100_000;
/** A text with more distinct values is no category; of an integer more than these few. */
const mostDistinct: Partial<Record<ColumnKind, number>> = { text: 10_000, boolean: 2, integer: 20 };
/** Of a text with more distinct values than are kept, a value that fewer rows have is nobody's category. */
const leastRows = 3;
/** A longer text is no value to choose. */
const longest = 200;

const ranged: readonly ColumnKind[] = ['integer', 'decimal', 'double', 'date', 'timestamp'];

const hasRange = ({ kind, personal }: ProfiledColumn): boolean => ranged.includes(kind) && !personal;
const mayKeepValues = ({ kind, personal }: ProfiledColumn): boolean =>
  mostDistinct[kind] !== undefined && !personal;
/** Not every engine tells JSON and lists apart. */
const isCounted = ({ kind }: ProfiledColumn): boolean => kind !== 'json';

/**
 * One statement that profiles all columns of a relation, or of each group of its rows: a row per group and column, one
 * more for each further value. Columns: `part` (the group), `place` (of the column), `counted` (rows), `known`,
 * `different`, `low`, `high`, `value`, `hits`, `all_hits`. `tableRows` is the size of the table, null where it is not
 * known.
 */
export function profileStatement(dialect: Dialect, subject: Subject, tableRows: number | null): string {
  const { columns, apart } = subject;
  const cell = (index: number) => `c_${index}`;
  const selected = columns.map(({ name }, index) => `${dialect.ident(name)} as ${cell(index)}`);
  const part = apart === null ? dialect.literal('') : dialect.ident(apart);
  const totals = columns.flatMap((column, index) => [
    `count(${cell(index)}) as known_${index}`,
    ...(isCounted(column) ? [`count(distinct ${cell(index)}) as different_${index}`] : []),
    ...(hasRange(column)
      ? [`min(${cell(index)}) as low_${index}`, `max(${cell(index)}) as high_${index}`]
      : []),
  ]);
  const chosen = columns.flatMap((column, index) => (mayKeepValues(column) ? [index] : []));
  const of = (write: (column: ProfiledColumn, index: number) => string | null, none: string): string => {
    const cases = columns.flatMap((column, index) => {
      const written = write(column, index);
      return written === null ? [] : [`when ${index} then ${written}`];
    });
    return cases.length === 0 ? none : `case p.place ${cases.join(' ')} end`;
  };
  const number = dialect.cast('null', 'integer');
  const text = dialect.cast('null', 'text');
  const end = (side: 'low' | 'high') =>
    of((column, index) => (hasRange(column) ? dialect.text(`t.${side}_${index}`, column.kind) : null), text);
  const category = chosen.map(
    (index) =>
      `when ${index} then t.different_${index} between 1 and ${mostDistinct[columns[index]?.kind ?? 'text']}`,
  );
  const values = chosen.map(
    (index) => `when ${index} then ${dialect.text(`l.${cell(index)}`, columns[index]?.kind ?? 'text')}`,
  );
  const ranked = `, cells as (
  select l.part, p.place, case p.place ${values.join(' ')} end as cell
  from looked_at as l
  join totals as t on t.part = l.part
  cross join places as p
  where case p.place ${category.join(' ')} else false end
), hit as (
  select part, place, cell, count(*) as hits from cells where cell is not null group by part, place, cell
), ranked as (
  select part, place, cell, hits, sum(hits) over (partition by part, place) as all_hits,
    row_number() over (partition by part, place order by hits desc, cell) as standing
  from hit
)`;
  // Without a limit where none is needed: it makes engines put rows in order first.
  const small = subject.table !== null && tableRows !== null && tableRows <= sampleRows;
  const some = chosen.length > 0;
  return `with looked_at as (
  select ${[`${part} as part`, ...selected].join(', ')}
  from ${small ? subject.relation : dialect.sample(subject.relation, sampleRows, subject.table === null ? null : tableRows)}${apart === null ? '' : `\n  where ${part} is not null`}${small ? '' : `\n  limit ${sampleRows}`}
), totals as (
  select ${apart === null ? `${dialect.literal('')} as part` : 'part'}, count(*) as counted, ${totals.join(', ')}
  from looked_at${apart === null ? '' : ' group by part'}
), places as (
  ${columns.map((_, index) => `select ${index}${index === 0 ? ' as place' : ''}`).join(' union all ')}
)${some ? ranked : ''}
select t.part, p.place, t.counted, ${of((_, index) => `t.known_${index}`, number)} as known,
  ${of((column, index) => (isCounted(column) ? `t.different_${index}` : null), number)} as different,
  ${end('low')} as low, ${end('high')} as high,
  ${some ? 'r.cell as value, r.hits, r.all_hits' : `${text} as value, ${number} as hits, ${number} as all_hits`}
from totals as t
cross join places as p
${some ? `left join ranked as r on r.part = t.part and r.place = p.place and r.standing <= ${valueLimit}` : ''}
order by t.part, p.place, ${some ? 'r.standing' : 'p.place'}`;
}

/** What the statement's rows say, of each resource that the subject is read for. */
export function readProfiles(
  rows: readonly Row[],
  { columns, resources, apart, definition }: Subject,
  { tableRows, now }: { tableRows: number | null; now: Date },
): ColumnProfile[] {
  const parts = Map.groupBy(rows, (row) => String(row.part));
  const lookedAt = [...parts.values()].reduce((sum, [first]) => sum + Number(first?.counted), 0);
  const sampledRows = (tableRows ?? 0) > lookedAt || lookedAt >= sampleRows;
  const commonest = [...parts].toSorted(
    ([, [left]], [, [right]]) => Number(right?.counted) - Number(left?.counted),
  );
  return commonest.slice(0, eventLimit).flatMap(([part, ofPart]) => {
    const found = [...Map.groupBy(ofPart, (row) => Number(row.place))].flatMap(([place, ofColumn]) => {
      const column = columns[place];
      return column === undefined ? [] : [profileOf(column, place, ofColumn)];
    });
    // A property that none of the event's rows has is none of that event.
    const kept = apart === null ? found : found.filter(({ nullShare }) => nullShare !== 1);
    return (apart === null ? resources : [eventResource(part)]).flatMap((resource) =>
      kept.map((profile) => ({
        ...profile,
        ...{ resource, definition, sampled: sampledRows, profiledAt: now.toISOString() },
        tableRows: sizeOf(profile.rows, { lookedAt, tableRows, sampledRows }),
      })),
    );
  });
}

/** Rows that the resource has in all; of a part of a sampled table as many as its share of the sample says. */
function sizeOf(
  rows: number,
  { lookedAt, tableRows, sampledRows }: { lookedAt: number; tableRows: number | null; sampledRows: boolean },
): number | null {
  if (!sampledRows) return rows;
  return tableRows === null || lookedAt === 0 ? null : Math.round((rows / lookedAt) * tableRows);
}

type OwnProfile = Omit<ColumnProfile, 'resource' | 'definition' | 'sampled' | 'profiledAt' | 'tableRows'>;

function profileOf(column: ProfiledColumn, place: number, rows: readonly Row[]): OwnProfile {
  const [first = {}] = rows;
  const [counted, known] = [Number(first.counted), Number(first.known)];
  const distinct = isCounted(column) ? Number(first.different) : null;
  const kept = valuesOf(column, { known, distinct: distinct ?? 0 }, rows);
  return {
    ...{ column: column.name, place, kind: column.kind, rows: counted, distinct },
    nullShare: counted === 0 ? null : (counted - known) / counted,
    least: textOrNull(first.low),
    greatest: textOrNull(first.high),
    values: Array.isArray(kept) ? kept : null,
    withheld: column.personal ? 'personal' : Array.isArray(kept) ? null : kept,
  };
}

/** The commonest values, or why there are none: null where the kind or too many distinct values make it no category. */
function valuesOf(
  column: ProfiledColumn,
  { known, distinct }: { known: number; distinct: number },
  rows: readonly Row[],
): TopValue[] | 'personal' | 'key' | null {
  if (!mayKeepValues(column) || known === 0) return null;
  if (column.kind === 'text' && isKey(known, distinct)) return 'key';
  const found = rows
    .filter(({ value }) => value !== null)
    .map(({ value, hits, all_hits }) => ({
      value: String(value),
      rows: Number(hits),
      share: Number(hits) / Number(all_hits),
    }));
  if (column.kind === 'text' && found.some(({ value }) => looksPersonal(value))) return 'personal';
  const category = found.filter(
    ({ value, rows: hits }) =>
      value.length <= longest && (column.kind !== 'text' || distinct <= valueLimit || hits >= leastRows),
  );
  return category.length === 0 ? null : category;
}

/** Nearly as many distinct values as rows: a key, or a text that each row has of its own. */
const isKey = (known: number, distinct: number): boolean =>
  (distinct > 1 && distinct >= 0.9 * known) || (distinct > valueLimit && distinct > 0.8 * known);
