import { personWords } from './meaning.ts';
import type { Asked } from './profile.ts';
import type { KnownColumn, KnownTable } from './tables.ts';
import { nounOf, percent, singular, wordsOf } from './words.ts';

/** A column whose values are keys of another table. */
export interface Reference {
  from: KnownTable;
  column: string;
  to: KnownTable;
  /** Share of the column's distinct values that the other table has. */
  share: number;
  because: string;
}

/** Values by which a reference is tested. */
const tested = 200_000;

/** For each column the table that it most likely points to, by its name and by its values. */
export async function findReferences(warehouse: Asked, tables: readonly KnownTable[]): Promise<Reference[]> {
  const references: Reference[] = [];
  for (const from of tables) {
    for (const column of from.columns) {
      const found: (Reference & { points: number })[] = [];
      for (const to of tables) {
        const points = to === from ? 0 : likeness(column, from, to);
        if (points === 0) continue;
        const share = await containment(warehouse, from, column.name, to);
        // A name that fits needs half of the values; values alone must nearly all be there.
        if (share < (points >= 2 ? 0.5 : 0.9)) continue;
        const because = `${percent(share)} of its values are keys of ${to.table}`;
        found.push({ from, column: column.name, to, share, because, points });
      }
      const best = found.sort((a, b) => b.points - a.points || b.share - a.share)[0];
      if (best) references.push(best);
    }
  }
  return withoutMutual(references);
}

/** 0: cannot be; 1: may be, by its kind of values; 2 and more: by its name as well. */
function likeness(column: KnownColumn, from: KnownTable, to: KnownTable): number {
  const keyName = to.key?.columns.length === 1 ? to.key.columns[0] : undefined;
  const key = to.columns.find(({ name }) => name === keyName);
  if (!key || column.present === 0 || key.kind !== column.kind) return 0;
  if (['email', 'phone', 'money', 'time', 'name'].includes(column.meaning)) return 0;
  // A table's own key points to another only where the tables tell of the same things.
  const own = from.key?.columns.length === 1 && from.key.columns[0] === column.name;
  const [name, target] = [wordsOf(column.name), wordsOf(key.name)].map((words) =>
    words.map(singular).join('_'),
  );
  const noun = nounOf(to.slug);
  if (name === undefined || target === undefined) return 0;
  const generic = /^(id|key|uuid|name|code|number)$/.test(target);
  if (name === target && !generic) return own ? 2 : 4;
  if (own) return 0;
  const short = noun.split('_').at(-1) ?? noun;
  for (const each of [noun, short]) {
    if (name === each || name === `${each}_${target}` || name === `${each}_id`) return 4;
    if (name.endsWith(`_${each}_id`) || name.endsWith(`_${each}_${target}`)) return 3;
  }
  const person = wordsOf(column.name).some((word) => personWords.test(word));
  if (to.persons && person) return 2;
  const telling =
    key.looksLike.uuid > 0.9 || key.looksLike.hash > 0.9 || (key.kind === 'text' && key.length >= 8);
  return telling && column.distinct > 1 && column.meaning !== 'category' ? 1 : 0;
}

async function containment(
  warehouse: Asked,
  from: KnownTable,
  column: string,
  to: KnownTable,
): Promise<number> {
  const { dialect } = warehouse;
  const key = dialect.ident(to.key?.columns[0] ?? '');
  const value = dialect.ident(column);
  const [found] = await warehouse.query(
    `select avg(case when v in (select ${key} from ${dialect.table(to.table)}) then 1.0 else 0.0 end) as share
     from (select distinct ${value} as v from ${dialect.table(from.table)} where ${value} is not null limit ${tested}) as tested`,
  );
  return Number(found?.share ?? 0);
}

/** Two tables with one key would each point to the other: the one with fewer rows points. */
function withoutMutual(references: readonly Reference[]): Reference[] {
  return references.filter(
    (reference) =>
      !references.some(
        (other) =>
          other.from === reference.to &&
          other.to === reference.from &&
          (other.from.rows < reference.from.rows ||
            (other.from.rows === reference.from.rows && other.from.slug < reference.from.slug)) &&
          (reference.from.key?.columns ?? []).includes(reference.column),
      ),
  );
}
