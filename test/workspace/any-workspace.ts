import fc from 'fast-check';
import type { z } from 'zod';
import { columnsBeside } from '../../models/workspace/names.ts';
import { isKind, type Resource, schemas, Workspace } from '../../models/workspace/resource.ts';

/** Text as people and their tools write it: quotes, colons, line breaks, what YAML reads as something else. */
const awkward = fc.constantFrom(
  'yes',
  'null',
  '~',
  '007',
  '1e3',
  '0x1F',
  '.inf',
  '2026-08-01',
  '- a',
  '# a',
  'a: b',
  'a #b',
  '*a',
  '&a',
  '!a',
  '%a',
  '@a',
  '`a`',
  "it's",
  '"',
  '{{ x }}',
  '[a',
  '---',
  '...',
  'a\nb\n',
  'a\n\n  b',
  '\n',
  ' lead',
  'trail ',
  'tab\there',
  'a\r\nb',
  '\u2028',
  '\u0085',
  '\ufeffx',
  'Zoë 🏔',
  '<<',
  'a'.repeat(120),
  `${'long words '.repeat(15)}end`,
);
const text = fc.oneof(
  awkward,
  fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }).filter((value) => !value.includes('\0')),
);
const column = fc
  .oneof(fc.constantFrom('email', 'id', 'Order Date', 'true', '12', 'a.b', '~'), text)
  .filter((name) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name));
/** A column of an entity's own: one with a dot would be a path over joins. */
const ownColumn = column.filter((name) => !name.includes('.'));
const scalar = fc.oneof(
  text,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  fc.boolean(),
);

const slugs = (min: number, max: number): fc.Arbitrary<string[]> =>
  fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9_]{0,12}$/), { minLength: min, maxLength: max });
const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });
const duration = fc.constantFrom('90 days', '1 hour', '2 weeks');
const described = { name: optional(text), description: optional(text) };
const key = fc.oneof(column, fc.array(column, { minLength: 1, maxLength: 3 }));
const columns = optional(
  fc.dictionary(column, fc.record({ personal: fc.boolean(), description: text }, { requiredKeys: [] }), {
    maxKeys: 3,
    noNullPrototype: true,
  }),
);
const comparison = fc.oneof(
  fc.record({ eq: scalar }),
  fc.record({ gte: scalar, lt: scalar }),
  fc.record({ in: fc.array(scalar, { minLength: 1, maxLength: 4 }) }),
  fc.record({ within: duration }),
  fc.record({ is_set: fc.boolean() }),
);
const filterOf = (name: fc.Arbitrary<string>) =>
  fc.dictionary(name, fc.oneof(scalar, comparison), { maxKeys: 3, noNullPrototype: true });
const filter = filterOf(column);

type Input<K extends keyof typeof schemas> = z.input<(typeof schemas)[K]>;

function anyCondition(traits: string[], golden: string[], segments: string[]): fc.Arbitrary<unknown> {
  const leaves: fc.Arbitrary<unknown>[] = [
    fc.record(
      { did: text, at_least: fc.integer({ min: 1, max: 5 }), within: duration, where: filter },
      { requiredKeys: ['did'] },
    ),
    fc.record({ did_not: text, within: duration }, { requiredKeys: ['did_not'] }),
    fc.record({ first: text, before: duration, where: filter }, { requiredKeys: ['first', 'before'] }),
    fc.record({ last: text, between: fc.tuple(scalar, scalar) }),
    fc.record(
      { did: text, after: fc.record({ did: text, within: duration }), before: fc.record({ did: text }) },
      { requiredKeys: ['did'] },
    ),
    fc.record(
      {
        sequence: fc.array(
          fc.record({ did: text, within: duration, where: filter }, { requiredKeys: ['did'] }),
          {
            minLength: 2,
            maxLength: 4,
          },
        ),
        within: duration,
      },
      { requiredKeys: ['sequence'] },
    ),
  ];
  const compared = (name: string, names: string[]): fc.Arbitrary<unknown> =>
    fc.tuple(fc.constantFrom(...names), comparison).map(([slug, rest]) => ({ [name]: slug, ...rest }));
  if (traits.length > 0) leaves.push(compared('trait', traits));
  if (golden.length > 0) leaves.push(compared('profile', golden));
  if (segments.length > 0) leaves.push(fc.record({ segment: fc.constantFrom(...segments) }));
  return fc.letrec((tie) => ({
    condition: fc.oneof(
      { maxDepth: 3 },
      ...leaves,
      fc.record({ all: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ not: tie('condition') }),
    ),
  })).condition;
}

interface NamesOf {
  sources: string[];
  events: string;
  types: string[];
  golden: string[];
  entities: string[];
  traits: string[];
  segments: string[];
  syncs: string[];
}

const names: fc.Arbitrary<NamesOf> = fc
  .tuple(slugs(2, 4), slugs(1, 3), slugs(4, 8), slugs(1, 3), slugs(0, 3), slugs(0, 2))
  .map(([sources, types, mixed, entities, segments, syncs]) => ({
    sources,
    events: sources[0] ?? '',
    types,
    // Golden columns and traits share customer_360, so no name is in both.
    golden: mixed.slice(0, mixed.length / 2),
    traits: mixed.slice(mixed.length / 2),
    entities,
    segments,
    syncs,
  }))
  .filter(({ golden, traits }) => {
    const taken = columnsBeside(golden);
    return ![...golden, ...traits].some((name) => taken.includes(name));
  });

const resourcesOf = (given: NamesOf): fc.Arbitrary<unknown[]> =>
  fc
    .tuple(
      fc.record<Input<'workspace'>>({
        kind: fc.constant('workspace'),
        slug: fc.constant('shop'),
        ...described,
        zone: fc.constantFrom('UTC', 'Europe/Berlin'),
        refresh: optional(fc.record({ cron: fc.constantFrom('0 6 * * *', '*/15 8-18 * * mon-fri') })),
        budget: optional(
          fc.record({
            bytes_per_day: fc.constantFrom('500GB', '1.5 TB'),
            credits_per_day: fc.constantFrom(5, 0.5),
          }),
        ),
        alerts: optional(
          fc.record({
            ...{ swing: fc.constantFrom('30%', '2.5 %'), at_least: fc.constantFrom(50, 1) },
            to: optional(
              fc.constant([{ pagerduty: '$' + '{env:KEY}' }, { webhook: 'https://hooks.example/' }]),
            ),
          }),
        ),
      }),
      fc.record<Input<'identity'>>({
        kind: fc.constant('identity'),
        slug: fc.constant('people'),
        types: fc.tuple(
          ...given.types.map((type) =>
            fc.record({
              type: fc.constant(type),
              normalize: fc.constantFrom('plain', 'email'),
              limit: optional(fc.integer({ min: 1, max: 9 })),
              block: fc.array(text, { maxLength: 2 }),
            }),
          ),
        ),
        golden: fc.record(
          Object.fromEntries(
            given.golden.map((name) => [
              name,
              fc.record({
                keep: fc.constantFrom('most_recent', 'longest'),
                from: fc.array(
                  fc.tuple(fc.constantFrom(...given.sources), column).map((parts) => parts.join('.')),
                  { minLength: 1, maxLength: 3 },
                ),
              }),
            ]),
          ),
          { noNullPrototype: true },
        ),
      }),
      ...given.sources.map((slug) =>
        fc.record<Input<'source'>>({
          kind: fc.constant('source'),
          slug: fc.constant(slug),
          ...described,
          table: fc.constant(`raw.${slug}`),
          shape: fc.constant(slug === given.events ? 'events' : 'rows'),
          key,
          time: column,
          event: slug === given.events ? column : fc.constant(undefined),
          identifiers: fc.array(fc.record({ type: fc.constantFrom(...given.types), column }), {
            maxLength: 3,
          }),
          columns,
        }),
      ),
      ...given.entities.map((slug) =>
        fc.record<Input<'entity'>>({
          kind: fc.constant('entity'),
          slug: fc.constant(slug),
          ...described,
          sql: text,
          key,
          time: ownColumn,
          person: fc.record({ type: fc.constantFrom(...given.types), column }),
          columns,
        }),
      ),
      ...given.traits.map((slug, index) => {
        const earlier = given.traits.slice(0, index);
        return fc.oneof(
          fc.record<Input<'trait'>>({
            kind: fc.constant('trait'),
            slug: fc.constant(slug),
            ...described,
            from: fc.constantFrom(given.events, ...given.entities),
            measure: fc.oneof(
              fc.constantFrom('count' as const, 'days_since_last' as const),
              ownColumn.map((name) => ({ sum: name })),
            ),
            where: optional(filterOf(ownColumn)),
            within: optional(duration),
            default: optional(scalar),
          }),
          fc.record<Input<'trait'>>({
            kind: fc.constant('trait'),
            slug: fc.constant(slug),
            ...described,
            formula: fc.constant(`1 + ${earlier.map((name) => `{${name}}`).join(' * ') || '2'}`),
          }),
        );
      }),
      ...given.segments.map((slug, index) =>
        fc.record({
          kind: fc.constant('segment'),
          slug: fc.constant(slug),
          ...described,
          where: anyCondition(given.traits, given.golden, given.segments.slice(0, index)),
          alert: optional(fc.constantFrom(false, { swing: '120%' }, { swing: '20%', at_least: 100 })),
        }),
      ),
      fc.record<Input<'destination'>>({
        kind: fc.constant('destination'),
        slug: fc.constant('out'),
        ...described,
        type: fc.constant('files'),
        config: fc.dictionary(text, fc.oneof(scalar, fc.constant(null), fc.array(scalar, { maxLength: 2 })), {
          maxKeys: 3,
          noNullPrototype: true,
        }),
      }),
      ...given.syncs.map((slug) =>
        fc.record<Input<'sync'>>({
          kind: fc.constant('sync'),
          slug: fc.constant(slug),
          ...described,
          from:
            given.segments.length > 0
              ? fc.record({ segment: fc.constantFrom(...given.segments) })
              : fc.record({ table: fc.constant('weft.customer_360') }),
          to: fc.record({ destination: fc.constant('out'), object: fc.constant('file'), path: text }),
          mode: fc.constantFrom('upsert', 'mirror'),
          key: fc.constantFrom('weft_id', ...given.golden),
          map: fc.dictionary(
            text,
            fc.constantFrom('weft_id', ...given.traits.map((name) => `{{ traits.${name} }}`)),
            { minKeys: 1, maxKeys: 4, noNullPrototype: true },
          ),
          when: fc.oneof(
            fc.constant('manual' as const),
            fc.constant({ after: 'refresh' as const }),
            fc.constant({ cron: '0 6 * * *', zone: 'Asia/Tokyo' }),
            fc.constant({ cron: '0 6 * * 1' }),
          ),
          alert: optional(
            fc.constantFrom(false as const, { rejected_share: '5%', size_change: false as const }),
          ),
          paused: fc.boolean(),
        }),
      ),
    )
    .map((resources) => [...resources]);

/** Valid workspaces of every kind of resource, with text that is awkward to write down. */
export const anyWorkspace: fc.Arbitrary<Workspace> = names
  .chain(resourcesOf)
  .map((inputs) => new Workspace(inputs.map(parsed)));

function parsed(input: unknown): Resource {
  // What has no value is not given at all, as in a file.
  const plain: unknown = JSON.parse(JSON.stringify(input));
  const kind: unknown =
    typeof plain === 'object' && plain !== null && 'kind' in plain ? plain.kind : undefined;
  if (!isKind(kind)) throw new TypeError('a generated resource has no kind');
  return schemas[kind].parse(plain);
}
