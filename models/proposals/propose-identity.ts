import type { Dialect } from '../../connectors/warehouses/dialect.ts';
import { schemas } from '../workspace/resource.ts';
import { type Meaning, personalMeanings } from './meaning.ts';
import type { PersonPlan, SourcePlan, TypePlan } from './persons.ts';
import type { Proposal, Proposals } from './proposal.ts';
import { columnsOf, type KnownColumn, type KnownTable } from './tables.ts';
import { changeTime, eventColumn } from './times.ts';
import { slugOf, titleOf } from './words.ts';

/** A source for each table that says who is who. Returns the slug of each. */
export function proposeSources(plan: PersonPlan, proposals: Proposals): Map<SourcePlan, string> {
  const slugs = new Map<SourcePlan, string>();
  for (const source of plan.sources) {
    const { table } = source;
    const slug = proposals.free(
      ['source'],
      source.personsBy === undefined ? table.slug : `${table.slug}_persons`,
    );
    slugs.set(source, slug);
    if (source.personsBy === undefined) rowSource(source, slug, proposals);
    else distinctSource(source, source.personsBy, slug, proposals);
  }
  return slugs;
}

export function rowSource({ table, identifiers }: SourcePlan, slug: string, proposals: Proposals): void {
  const time = changeTime(table);
  const event = eventColumn(table);
  const events = event !== undefined && time !== undefined;
  const declared = table.columns
    .filter(({ meaning }) => personalMeanings.includes(meaning))
    .map(({ name }) => [name, { personal: true }]);
  const key = keyOf(table);
  const resource = schemas.source.parse({
    kind: 'source',
    slug,
    name: titleOf(slug),
    ...relationOf(table, proposals.dialect),
    ...(events ? { shape: 'events', event: event.name } : {}),
    key: key.columns.length === 1 ? key.columns[0] : key.columns,
    ...(time === undefined ? {} : { time: time.name }),
    identifiers: identifiers.map(({ type, column, region }) => ({
      type,
      column,
      ...(region ? { region } : {}),
    })),
    columns: Object.fromEntries(declared),
  });
  proposals.add(
    resource,
    [reasonOf(table)],
    [
      [['key'], key.because],
      ...(time === undefined ? [] : [note(['time'], time.because)]),
      ...(events ? [note(['event'], `${event.distinct} kinds of events`)] : []),
      ...identifiers.map(({ because }, index) => note(['identifiers', index], because)),
    ],
  );
}

const note = (path: (string | number)[], text: string): Proposal['notes'][number] => [path, text];

function reasonOf(table: KnownTable): string {
  const rows = `${table.rows.toLocaleString('en')} rows`;
  if (table.persons) return `${rows}, each a person by the table's name or its columns`;
  return eventColumn(table)
    ? `${rows} of what persons did: each has the name of an event and a time`
    : `${rows} that say which identifiers belong to one person`;
}

/** The persons of a table that has a row for each thing they did. */
function distinctSource(source: SourcePlan, column: string, slug: string, proposals: Proposals): void {
  const { table, identifiers } = source;
  const { dialect } = proposals;
  const named = dialect.ident(column);
  const time = changeTime(table);
  const seen = time === undefined ? '' : `, max(${dialect.ident(time.name)}) as last_seen`;
  const resource = schemas.source.parse({
    kind: 'source',
    slug,
    name: titleOf(slug),
    sql: `select ${named}${seen}\nfrom ${dialect.table(table.table)}\nwhere ${named} is not null\ngroup by ${named}\n`,
    key: column,
    ...(time === undefined ? {} : { time: 'last_seen' }),
    identifiers: identifiers.map(({ type }) => ({ type, column })),
  });
  proposals.add(resource, [
    `the persons that ${table.table}.${column} names, each once: its rows are what they did, or have no key`,
  ]);
}

/** A table whose rows nothing tells apart gets a key from their content, equal rows numbered. */
export function keyOf(table: KnownTable): { columns: string[]; because: string } {
  return table.key ?? { columns: ['row_key'], because: 'made of the row, as no column is unique' };
}

export function relationOf(table: KnownTable, dialect: Dialect): { table: string } | { sql: string } {
  if (table.key) return { table: table.table };
  // Texts, since not every engine groups by every kind of value.
  const texts = table.columns.map(
    ({ name, kind }) => `coalesce(${dialect.text(dialect.ident(name), kind)}, '~')`,
  );
  const row = dialect.md5(texts.join(" || '|' || "));
  return {
    sql: `select *, row_hash || '-' || ${dialect.text('row_number() over (partition by row_hash)', 'integer')} as row_key\nfrom (select *, ${row} as row_hash from ${dialect.table(table.table)}) as hashed\n`,
  };
}

/** Columns of a golden record by what they mean, with how the best of several values is chosen. */
const goldenOf: [meaning: Meaning, slug: string, keep: string][] = [
  ['email', 'email', 'most_recent'],
  ['phone', 'phone', 'most_recent'],
  ['first name', 'first_name', 'most_frequent'],
  ['last name', 'last_name', 'most_frequent'],
  ['name', 'name', 'most_frequent'],
  ['birth date', 'birth_date', 'most_frequent'],
  ['gender', 'gender', 'most_frequent'],
  ['street', 'street', 'most_recent'],
  ['postcode', 'postcode', 'most_recent'],
  ['city', 'city', 'most_recent'],
  ['country', 'country', 'most_recent'],
  ['language', 'language', 'most_recent'],
];
const mostCategories = 5;

export function proposeIdentity(
  plan: PersonPlan,
  slugs: ReadonlyMap<SourcePlan, string>,
  proposals: Proposals,
): string[] {
  const golden = goldenColumns(plan, slugs);
  const resource = schemas.identity.parse({
    kind: 'identity',
    slug: 'people',
    name: 'People',
    types: plan.types.map(typeResource),
    golden: Object.fromEntries(golden),
  });
  const notes = plan.types.map(({ because }, index) => note(['types', index], because));
  proposals.add(
    resource,
    ['who is one person: records that share an identifier, strongest type first'],
    notes,
  );
  return golden.map(([name]) => name);
}

function typeResource({ type, strength, limit, maxRecords }: TypePlan) {
  return {
    type,
    ...(strength === 'email' || strength === 'phone' ? { normalize: strength } : {}),
    ...(limit === undefined ? {} : { limit }),
    ...(maxRecords === undefined ? {} : { max_records: maxRecords }),
    ...(strength === 'device' ? { max_records: 5000 } : {}),
    // Placeholders that forms are filled with; they stand for nobody.
    ...(strength === 'email' ? { block: ['test@%', 'none@%', 'noreply@%', 'no-reply@%'] } : {}),
  };
}

function goldenColumns(plan: PersonPlan, slugs: ReadonlyMap<SourcePlan, string>) {
  const rows = plan.sources.filter(({ table }) => eventColumn(table) === undefined);
  const from = (pick: (table: KnownTable) => KnownColumn | undefined): string[] =>
    rows.flatMap((source) => {
      const column = pick(source.table);
      const has = source.personsBy === undefined || source.personsBy === column?.name;
      return column && has ? [`${slugs.get(source)}.${column.name}`] : [];
    });
  const known = goldenOf.flatMap(([meaning, name, keep]) => {
    const origins = from((table) => columnsOf(table, meaning)[0]);
    if (origins.length === 0) return [];
    const value = { keep, from: origins, ...(personalMeanings.includes(meaning) ? { personal: true } : {}) };
    return [[name, value] as const];
  });
  const taken = new Set<string>(known.map(([name]) => name));
  const categories = rows
    .filter(({ table }) => table.persons)
    .flatMap((source) => columnsOf(source.table, 'category').map((column) => ({ source, column })))
    .filter(({ column }) => {
      const name = slugOf(column.name);
      return !taken.has(name) && taken.add(name).size > 0;
    })
    .slice(0, mostCategories)
    .map(({ source, column }) => {
      const value = { keep: 'most_recent', from: [`${slugs.get(source)}.${column.name}`] };
      return [slugOf(column.name), value] as const;
    });
  return [...known, ...categories];
}
