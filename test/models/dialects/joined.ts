import { workspaceOf } from '../../fixtures/build.ts';
import { catalogOf, everyKind, type Subject } from './workspaces.ts';

const kindNames = Object.keys(everyKind) as (keyof typeof everyKind)[];
const numbers = ['a_number', 'an_amount', 'a_ratio'] as const;

/** A workspace of entities that find persons and columns over joins, by keys of every kind, and of what reads them. */
export function joined(): Subject {
  const tables: Subject['tables'] = {
    'raw.people': { id: 'text', ...everyKind },
    'raw.bills': { ...everyKind, 'Bill No': 'text', person: 'text', land: 'text', order: 'integer' },
    'raw.lines': { bill: 'integer', line: 'integer', ...everyKind },
    'raw.things': { ...everyKind, group: 'json' },
    'raw.groups': { id: 'text', select: 'text', from: 'timestamp' },
  };
  const traits: Record<string, object> = {
    ...Object.fromEntries(
      kindNames.flatMap((name) => [
        [`last_${name}`, { from: 'lines', measure: { last: `thing.${name}` } }],
        [`favourite_${name}`, { from: 'lines', affinity: { by: `thing.${name}`, half_life: '36 hours' } }],
        [`together_${name}`, { roll_up: { of: `last_${name}`, by: `${name}_golden`, measure: 'count' } }],
        [`alike_${name}`, { roll_up: { of: 'spent', by: `last_${name}`, measure: 'sum' } }],
      ]),
    ),
    ...Object.fromEntries(
      kindNames
        .filter((name) => !['some_bytes', 'a_flag'].includes(name))
        .flatMap((name) => [
          [`least_${name}`, { roll_up: { of: `last_${name}`, by: 'a_text_golden', measure: 'min' } }],
          [`most_${name}`, { roll_up: { of: `last_${name}`, by: 'a_text_golden', measure: 'max' } }],
        ]),
    ),
    ...Object.fromEntries(
      numbers.flatMap((name) => [
        [`average_${name}`, { roll_up: { of: `last_${name}`, by: 'formula', measure: 'avg' } }],
        [`nps_${name}`, { from: 'bills', nps: { score: name } }],
        [`support_${name}`, { from: 'lines', support: { closed: 'a_day', satisfaction: `thing.${name}` } }],
        [
          `weighed_${name}`,
          {
            from: 'lines',
            affinity: { by: 'thing.group.select', half_life: '1 year', weight: `bill.${name}` },
          },
        ],
      ]),
    ),
    formula: { formula: '{spent} * 2' },
    spent: {
      from: 'lines',
      measure: { sum: 'thing.an_amount' },
      where: {
        'bill.a_flag': true,
        'thing.group.from': { within: '3 days' },
        'thing.a_document': { eq: '{}' },
      },
      within: '90 days',
    },
    stage: {
      from: 'lines',
      lifecycle: { active: '90 days', at_risk: '1 year' },
      where: { 'bill.land': 'DE' },
    },
    stage_of_bills: { from: 'bills', lifecycle: { active: '30 days', at_risk: '60 days', new: '7 days' } },
    support: { from: 'bills', support: { closed: 'a_text' } },
  };
  const workspace = workspaceOf([
    { kind: 'workspace', slug: 'joined', zone: 'America/New_York' },
    {
      kind: 'source',
      slug: 'people',
      table: 'raw.people',
      key: 'id',
      identifiers: [{ type: 'phone', column: 'id' }],
    },
    {
      kind: 'entity',
      slug: 'bills',
      table: 'raw.bills',
      key: 'Bill No',
      time: 'a_time',
      person: { type: 'phone', column: 'person', region: 'land' },
      joins: { lines: { entity: 'lines', on: { order: 'bill' }, many: true } },
    },
    {
      kind: 'entity',
      slug: 'lines',
      table: 'raw.lines',
      key: ['bill', 'line'],
      time: 'bill.a_time',
      person: { through: 'bill' },
      joins: {
        // A number that is a text there.
        bill: { entity: 'bills', on: { bill: 'Bill No' } },
        thing: { entity: 'things', on: Object.fromEntries(kindNames.map((name) => [name, name])) },
      },
    },
    {
      kind: 'entity',
      slug: 'things',
      sql: 'select * from raw.things',
      key: [...kindNames],
      joins: { group: { entity: 'groups', on: { group: 'id' } } },
    },
    { kind: 'entity', slug: 'groups', table: 'raw.groups', key: 'id' },
    {
      kind: 'identity',
      slug: 'people',
      types: [{ type: 'phone', normalize: 'phone' }],
      golden: Object.fromEntries(
        kindNames.map((name) => [`${name}_golden`, { keep: 'most_recent', from: [`people.${name}`] }]),
      ),
    },
    ...Object.entries(traits).map(([slug, trait]) => ({ kind: 'trait' as const, slug, ...trait })),
  ]);
  return {
    workspace,
    tables,
    catalog: catalogOf(workspace, tables, { things: tables['raw.things'] ?? {} }),
  };
}
