import type { Dialect } from '../../connectors/warehouses/dialect.ts';
import { schemas } from '../workspace/resource.ts';
import type { PersonColumn, PersonPlan, SourcePlan } from './persons.ts';
import type { Proposal, Proposals } from './proposal.ts';
import { keyOf, relationOf } from './propose-identity.ts';
import type { Reference } from './references.ts';
import { columnsOf, type KnownColumn, type KnownTable } from './tables.ts';
import { changeTime, eventColumn, happeningTime } from './times.ts';
import { nounOf, titleOf, wordsOf } from './words.ts';

/** What traits are made of: an entity, or a source of events, whose rows belong to persons. */
export interface PersonalEntity {
  slug: string;
  /** SQL of its rows. */
  relation: string;
  person: PersonColumn;
  time: string | undefined;
  rows: number;
  money: KnownColumn[];
  categories: { name: string; of: string }[];
}

/** The entities of the tables: what persons did, and the things that those rows name. */
export function proposeEntities(
  tables: readonly KnownTable[],
  references: readonly Reference[],
  plan: PersonPlan,
  sources: ReadonlyMap<SourcePlan, string>,
  proposals: Proposals,
): PersonalEntity[] {
  const events = [...sources].flatMap(([source, slug]) => eventsOf(source, slug, proposals.dialect));
  const shown = new Set(
    tables.filter((table) => isEntity(table, plan, references) && !events.some(({ of }) => of === table)),
  );
  const slugs = new Map([...shown].map((table) => [table, proposals.free(['entity'], table.slug)]));
  const personal = [...shown].flatMap((table) => tableEntity(table, slugs, references, plan, proposals));
  const lines = [...shown].flatMap((table) => linesEntity(table, references, plan, proposals));
  return [...personal, ...lines, ...events];
}

/** Traits read a source of events as they read an entity. */
function eventsOf(
  { table, identifiers }: SourcePlan,
  slug: string,
  dialect: Dialect,
): (PersonalEntity & { of: KnownTable })[] {
  const [person] = identifiers;
  if (!person || eventColumn(table) === undefined) return [];
  const { rows } = table;
  const time = changeTime(table)?.name;
  return [
    {
      of: table,
      slug,
      relation: dialect.table(table.table),
      person,
      time,
      rows,
      money: [],
      categories: [],
    },
  ];
}

/** Persons are sources; all else that a row of a person leads to, or that leads to one, is an entity. */
const isEntity = (table: KnownTable, plan: PersonPlan, references: readonly Reference[]): boolean =>
  !table.persons &&
  (plan.personOf.has(table) || references.some(({ from, to }) => from === table || to === table));

export function tableEntity(
  table: KnownTable,
  slugs: ReadonlyMap<KnownTable, string>,
  references: readonly Reference[],
  plan: PersonPlan,
  proposals: Proposals,
): PersonalEntity[] {
  const slug = slugs.get(table) ?? table.slug;
  const key = keyOf(table);
  const time = happeningTime(table);
  const person = plan.personOf.get(table);
  const joins = joinsOf(table, slugs, references);
  const money = columnsOf(table, 'money');
  const pointing = new Set(references.filter(({ from }) => from === table).map(({ column }) => column));
  const categories = columnsOf(table, 'category', 'city', 'country').filter(
    ({ name }) => !pointing.has(name),
  );
  const relation = relationOf(table, proposals.dialect);
  const resource = schemas.entity.parse({
    kind: 'entity',
    slug,
    name: titleOf(slug),
    ...relation,
    key: key.columns.length === 1 ? key.columns[0] : key.columns,
    ...(time === undefined ? {} : { time: time.name }),
    ...(person
      ? {
          person: {
            type: person.type,
            column: person.column,
            ...(person.region ? { region: person.region } : {}),
          },
        }
      : {}),
    joins: Object.fromEntries(joins.map(({ name, join }) => [name, join])),
    columns: Object.fromEntries([
      ...money.map(({ name }) => [name, { kind: 'money' }]),
      ...categories.map(({ name }) => [name, { kind: 'category' }]),
    ]),
  });
  const notes: Proposal['notes'] = [
    [['key'], key.because],
    ...(person ? [note(['person'], person.because)] : []),
    ...joins.map(({ name, because }) => note(['joins', name], because)),
  ];
  const why = person ? [] : ['leads to no person by itself; other entities join it'];
  proposals.add(resource, [`${table.rows.toLocaleString('en')} rows`, ...why], notes);
  if (!person) return [];
  const from = 'table' in relation ? proposals.dialect.table(relation.table) : `(${relation.sql}) as r`;
  const offered = categories.map(({ name }) => ({ name, of: name }));
  return [{ slug, relation: from, person, time: time?.name, rows: table.rows, money, categories: offered }];
}

const note = (path: (string | number)[], text: string): Proposal['notes'][number] => [path, text];

/** The one column of a key that references point to. */
const keyColumn = ({ key }: KnownTable): string => key?.columns[0] ?? '';

/** One name where both tables have it, else the own column with the other's. */
const onOf = (own: string, other: string): string | Record<string, string> =>
  own === other ? own : { [own]: other };

function joinsOf(
  table: KnownTable,
  slugs: ReadonlyMap<KnownTable, string>,
  references: readonly Reference[],
) {
  const outward = references.flatMap(({ from, to, column, because }) => {
    const entity = slugs.get(to);
    if (from !== table || entity === undefined) return [];
    return [{ name: nounOf(to.slug), join: { entity, on: onOf(column, keyColumn(to)) }, because }];
  });
  const inward = references.flatMap(({ from, to, column, because }) => {
    const entity = slugs.get(from);
    if (to !== table || entity === undefined) return [];
    return [
      {
        name: from.slug,
        join: { entity, on: onOf(keyColumn(to), column), many: true },
        because: `of ${from.slug}.${column}, ${because}`,
      },
    ];
  });
  const names = new Set<string>();
  return [...outward, ...inward].filter(({ name }) => !names.has(name) && names.add(name).size > 0);
}

/** The lines of what persons bought, with their person and time, and what the things are: for favourites. */
function linesEntity(
  lines: KnownTable,
  references: readonly Reference[],
  plan: PersonPlan,
  proposals: Proposals,
): PersonalEntity[] {
  if (plan.personOf.has(lines)) return [];
  const own = references.filter(({ from }) => from === lines);
  const head = own.find(({ to }) => plan.personOf.has(to) && to.key?.columns.length === 1);
  const person = head ? plan.personOf.get(head.to) : undefined;
  if (!head || !person) return [];
  const time = happeningTime(head.to);
  const things = own.filter(
    ({ to }) => to !== head.to && !plan.personOf.has(to) && to.key?.columns.length === 1,
  );
  const attributes = things.flatMap(({ to, column }, index) =>
    [...columnsOf(to, 'category'), ...columnsOf(to, 'name', 'other').filter(isLabel)]
      .slice(0, 4)
      .map((attribute) => ({ attribute, alias: `t${index + 1}`, noun: nounOf(to.slug), to, column })),
  );
  if (attributes.length === 0) return [];
  const slug = proposals.free(['entity'], `${nounOf(head.to.slug)}_lines`);
  const { ident, table: tableOf } = proposals.dialect;
  const key = keyOf(lines);
  const selected = [
    ...key.columns.map((name) => `l.${ident(name)}`),
    `h.${ident(person.column)} as person_key`,
    ...(time ? [`h.${ident(time.name)} as happened_at`] : []),
    ...columnsOf(lines, 'money').map(({ name }) => `l.${ident(name)}`),
    ...attributes.map(
      ({ attribute, alias, noun }) =>
        `${alias}.${ident(attribute.name)} as ${ident(`${noun}_${attribute.name}`)}`,
    ),
  ];
  const relation = relationOf(lines, proposals.dialect);
  const from = 'table' in relation ? tableOf(relation.table) : `(${relation.sql})`;
  const joined = things.map(
    ({ to, column }, index) =>
      `left join ${tableOf(to.table)} as t${index + 1} on t${index + 1}.${ident(to.key?.columns[0] ?? '')} = l.${ident(column)}`,
  );
  const sql = [
    `select ${selected.join(',\n  ')}`,
    `from ${from} as l`,
    `join ${tableOf(head.to.table)} as h on h.${ident(head.to.key?.columns[0] ?? '')} = l.${ident(head.column)}`,
    ...joined,
    '',
  ].join('\n');
  const resource = schemas.entity.parse({
    kind: 'entity',
    slug,
    name: titleOf(slug),
    sql,
    key: key.columns.length === 1 ? key.columns[0] : key.columns,
    ...(time ? { time: 'happened_at' } : {}),
    person: { type: person.type, column: 'person_key' },
  });
  proposals.add(resource, [
    `the rows of ${lines.table} with the person of ${head.to.table} and what ${things.map(({ to }) => to.table).join(' and ')} says of it`,
  ]);
  const categories = attributes.map(({ attribute, noun }) => ({
    name: `${noun}_${attribute.name}`,
    of: attribute.name,
  }));
  const entity = {
    slug,
    relation: `(${sql}) as r`,
    person: { ...person, column: 'person_key' },
    rows: lines.rows,
  };
  return [
    { ...entity, time: time ? 'happened_at' : undefined, money: columnsOf(lines, 'money'), categories },
  ];
}

/** A short text that names a thing. */
const isLabel = ({ kind, name, length }: KnownColumn): boolean =>
  kind === 'text' &&
  length <= 40 &&
  /(^|_)(name|title|brand|type|category|group|kind)$/.test(wordsOf(name).join('_'));
