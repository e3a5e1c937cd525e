import { type Meaning, type Meant, meaningOf, personWords } from './meaning.ts';
import type { Asked, ColumnProfile, TableProfile } from './profile.ts';
import { nounOf, wordsOf } from './words.ts';

export type KnownColumn = ColumnProfile & Meant;

/** How the rows of a table are told apart. */
export interface Key {
  columns: string[];
  because: string;
}

/** A table with what is known of its columns. */
export interface KnownTable extends Omit<TableProfile, 'columns'> {
  columns: KnownColumn[];
  /** Undefined where no column and no two of them are different in every row. */
  key: Key | undefined;
  /** Its rows are persons, by its name and by what its columns say. */
  persons: boolean;
}

export const columnsOf = (table: KnownTable, ...meanings: Meaning[]): KnownColumn[] =>
  table.columns.filter(({ meaning }) => meanings.includes(meaning));

/** Columns that together have no value twice are looked for among so many. */
const pairedColumns = 6;

export async function knowTable(warehouse: Asked, profile: TableProfile): Promise<KnownTable> {
  const columns = profile.columns.map((column) => ({ ...column, ...meaningOf(column, profile.rows) }));
  const single = bestKey(columns, profile.slug);
  const key: Key | undefined = single
    ? { columns: [single.name], because: `unique in all ${profile.rows.toLocaleString('en')} rows` }
    : await pairKey(warehouse, profile, columns);
  return { ...profile, columns, key, persons: describesPersons(profile.slug, columns, single) };
}

/** Of several unique columns the one that is named like a key, then the first. */
function bestKey(columns: readonly KnownColumn[], slug: string): KnownColumn | undefined {
  const noun = nounOf(slug);
  const points = ({ name, meaning }: KnownColumn): number => {
    const words = wordsOf(name).join('_');
    if (meaning === 'email' || meaning === 'phone') return -2;
    if (words === 'id' || words === `${noun}_id` || words === `${noun}id`) return 3;
    if (/(^|_)(id|key|uuid|guid)$/.test(words)) return 2;
    if (/(^|_)(no|nr|number|nummer|code|sku|ref)$/.test(words)) return 1;
    return /name|title|description|text|comment|content/.test(words) ? -1 : 0;
  };
  return columns
    .filter(({ unique, meaning }) => unique && meaning !== 'money')
    .map((column, index) => ({ column, index, score: points(column) }))
    .sort((a, b) => b.score - a.score || a.index - b.index)[0]?.column;
}

/** Two columns that are a key together, such as an order's number and the line in it. */
async function pairKey(
  warehouse: Asked,
  profile: TableProfile,
  columns: readonly KnownColumn[],
): Promise<Key | undefined> {
  const { dialect } = warehouse;
  const likely = columns
    .filter(({ kind, present }) => present === profile.rows && (kind === 'integer' || kind === 'text'))
    .filter(
      ({ name, distinct, meaning }) =>
        distinct > 1 && (meaning !== 'other' || isNumbering(name)) && meaning !== 'money',
    )
    .slice(0, pairedColumns);
  const pairs = likely.flatMap((a, index) => likely.slice(index + 1).map((b) => [a, b] as const));
  const possible = pairs.filter(([a, b]) => a.distinct * b.distinct >= profile.rows);
  for (const [a, b] of possible) {
    const both = [a.name, b.name].map(dialect.ident).join(', ');
    const [found] = await warehouse.query(
      `select count(*) as n from (select distinct ${both} from ${dialect.table(profile.table)}) as pairs`,
    );
    if (Number(found?.n) !== profile.rows) continue;
    return {
      columns: [a.name, b.name],
      because: `together unique in all ${profile.rows.toLocaleString('en')} rows`,
    };
  }
  return undefined;
}

const isNumbering = (name: string): boolean =>
  /(^|_)(id|key|no|nr|number|line|position|pos|item|index|seq|sequence|sku|product|article)(_|$)/.test(
    wordsOf(name).join('_'),
  );

/** Words of tables whose rows happen to persons, though they say who it was. */
const happenings =
  /^(orders?|purchases?|transactions?|payments?|invoices?|events?|visits?|sessions?|clicks?|logs?|tickets?|calls?|bookings?|items?|lines?|answers?|reviews?|ratings?|tweets?|messages?|consents?)$/;

function describesPersons(
  slug: string,
  columns: readonly KnownColumn[],
  key: KnownColumn | undefined,
): boolean {
  const words = wordsOf(slug);
  if (words.some((word) => happenings.test(word)) || key === undefined) return false;
  if (words.some((word) => personWords.test(word))) return true;
  const who = columns.filter(({ meaning }) =>
    ['email', 'phone', 'first name', 'last name', 'birth date', 'gender'].includes(meaning),
  );
  const amounts = columns.some(({ meaning }) => meaning === 'money');
  return (
    who.length >= 2 ||
    (who.length === 1 && !amounts && who[0]?.meaning === 'email' && who[0].distinct > 0.8 * who[0].present)
  );
}
