import type { Dialect } from '../../connectors/warehouses/dialect.ts';
import { stepChain } from '../identity/normalize.ts';
import type { Sync } from '../workspace/kinds/sync.ts';
import { syncColumns } from './columns.ts';
import { keyOf } from './plan.ts';
import { type ReadSource, sourceSql } from './source.ts';

/** Columns of a row that help to tell whose it is. */
const tellingAtMost = 3;

/** What a column is called that says whose row it is. */
const names = /^((first|last|full)_?)?name$|^e?mail(_address)?$/i;

/** The columns by which somebody knows a row: names and addresses, then other texts that the sync reads. */
export function tellingColumns(sync: Sync, { columns }: ReadSource): string[] {
  const texts = columns.filter(({ kind }) => kind === 'text').map(({ name }) => name);
  const read = syncColumns(sync).filter((name) => texts.includes(name));
  const rank = (name: string) => (/name/i.test(name) ? 0 : /mail/i.test(name) ? 1 : 2);
  return [...new Set([...texts.filter((name) => names.test(name)), ...read])]
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, tellingAtMost);
}

/**
 * The statement that lists rows of a sync's source by the key that they would be sent under: `key`, and `told_1`, …
 * of the telling columns. Those that hold the searched text come, in the order of their keys.
 */
export function sourceRowsStatement(
  dialect: Dialect,
  { sync, source, search, limit }: { sync: Sync; source: ReadSource; search: string; limit: number },
): string {
  const kinds = new Map(source.columns.map(({ name, kind }) => [name, kind]));
  const column = (name: string) => ({
    expression: `s.${dialect.ident(name)}`,
    kind: kinds.get(name) ?? ('text' as const),
  });
  const telling = tellingColumns(sync, source);
  const read = stepChain(
    `${sourceSql(dialect, source)} as s${source.where === null ? '' : ` where ${source.where}`}`,
    telling.map((name, index) => ({ name: `told_${index + 1}`, expression: column(name).expression })),
    [keyOf(dialect, sync, column)],
  );
  const ctes = read.ctes.map(
    ({ name, columns, from }) => `${name} as (select ${columns.join(', ')} from ${from})`,
  );
  const told = telling.map((_, index) => `told_${index + 1}`);
  const wanted = search.trim().toLowerCase();
  const holds = (text: string) => dialect.contains(`lower(${text})`, wanted);
  const found = wanted === '' ? '' : ` and (${['weft_key', ...told].map(holds).join(' or ')})`;
  return `with ${ctes.join(', ')}
    select weft_key as ${dialect.ident('key')}${told.map((name) => `, ${name}`).join('')} from ${read.last}
    where weft_key is not null${found} order by weft_key limit ${limit}`;
}
