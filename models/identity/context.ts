import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Generation } from '../dbt/context.ts';
import { kindsOf, relationOf } from '../dbt/context.ts';
import type { Model } from '../dbt/model.ts';
import type { IdentifierType, Identity } from '../workspace/kinds/identity.ts';
import type { Source } from '../workspace/kinds/source.ts';
import { normalizerSteps, type SteppedColumn, stepChain } from './normalize.ts';
import { hasRecord, recordKey } from './record-key.ts';

const templates = join(import.meta.dirname, 'templates');

/** Sources that carry identifiers of the identity rules. */
export const identitySources = ({ workspace }: Generation): Source[] =>
  workspace.all('source').filter((source) => source.identifiers.length > 0);

export function identifierType(identity: Identity, type: string): IdentifierType {
  const found = identity.types.find((candidate) => candidate.type === type);
  if (!found) throw new TypeError(`identity ${identity.slug} declares no type ${type}`);
  return found;
}

/** One source's records: each key once, with the latest time at which it was written. */
function recordsOf(generation: Generation, source: Source) {
  const { dialect } = generation;
  // An event's tuple is as old as its first event; a row as its last change.
  const time =
    source.time === undefined
      ? 'null'
      : `${source.shape === 'events' ? 'min' : 'max'}(${dialect.ident(source.time)})`;
  return {
    source: source.slug,
    key: recordKey(dialect, source, kindsOf(generation, source)),
    time: dialect.cast(time, 'timestamp'),
    relation: relationOf(generation, source),
    condition: hasRecord(dialect, source),
  };
}

/** One source's links: a chain that normalises its identifier columns, then a row for each that is left. */
function linksOf(generation: Generation, identity: Identity, source: Source) {
  const { dialect } = generation;
  const kindOf = kindsOf(generation, source);
  const columns: SteppedColumn[] = source.identifiers.map((identifier, index) => ({
    name: `value_${index + 1}`,
    from: dialect.ident(identifier.column),
    region: identifier.region === undefined ? null : dialect.ident(identifier.region),
    steps: normalizerSteps(dialect, identifierType(identity, identifier.type), {
      fold: true,
      kind: kindOf(identifier.column),
    }),
  }));
  const distinct =
    source.shape === 'events' ? distinctTuples(generation, source) : relationOf(generation, source);
  const chain = stepChain(
    `${distinct} where ${hasRecord(dialect, source)}`,
    [{ name: 'record_key', expression: recordKey(dialect, source, kindOf) }],
    columns,
  );
  return {
    source: source.slug,
    ctes: chain.ctes
      .map(
        (cte) => `${cte.name} as (\n    select ${cte.columns.join(',\n      ')}\n    from ${cte.from}\n  )`,
      )
      .join(',\n  '),
    last: chain.last,
    values: source.identifiers.map((identifier, index) => ({
      type: identifier.type,
      column: `value_${index + 1}`,
    })),
  };
}

/** Events reduced to their distinct identifier tuples before anything is normalised. */
function distinctTuples(generation: Generation, source: Source): string {
  const { dialect } = generation;
  const needed = new Set(
    source.identifiers.flatMap(({ column, region }) => (region === undefined ? [column] : [column, region])),
  );
  return `(select distinct ${[...needed].map(dialect.ident).join(', ')} from ${relationOf(generation, source)}) as tuples`;
}

/** A change of these rules is a change of who is one person, whatever the data does. */
export function rulesHash(identity: Identity, sources: readonly Source[]): string {
  const { name: _name, description: _description, golden: _golden, ...rules } = identity;
  const identifiers = sources.map(({ slug, table, sql, key, identifiers }) => ({
    slug,
    table,
    sql,
    key,
    identifiers,
  }));
  return createHash('sha256')
    .update(JSON.stringify([rules, identifiers]))
    .digest('hex')
    .slice(0, 16);
}

export function identityModels(generation: Generation): Model[] {
  const { workspace, render } = generation;
  const identity = workspace.identity;
  const sources = identitySources(generation);
  if (!identity || sources.length === 0) return [];
  const numbered = <T>(items: T[]) => items.map((item, index) => ({ ...item, first: index === 0 }));
  const shared = { folder: 'identity' as const };
  return [
    {
      ...shared,
      name: 'identity_records',
      description:
        'One row per record: a row of a source, or a distinct identifier tuple of an event source. Key: source, record_key.',
      config: { materialized: 'table' },
      columns: [
        { name: 'source', description: 'Slug of the source.', tests: ['not_null'] },
        { name: 'record_key', description: 'Key of the record within its source.', tests: ['not_null'] },
        {
          name: 'recorded_at',
          description: 'When the record was last written; for events, when its tuple was first seen.',
        },
      ],
      sql: render(templates, 'identity_records', {
        sources: numbered(sources.map((source) => recordsOf(generation, source))),
      }),
    },
    {
      ...shared,
      name: 'identity_links',
      description:
        'One row per record and identifier that it carries, normalised and without placeholders. Key: source, record_key, type, value.',
      config: { materialized: 'table' },
      columns: [
        { name: 'source', description: 'Slug of the source.', tests: ['not_null'] },
        { name: 'record_key', description: 'Key of the record within its source.', tests: ['not_null'] },
        { name: 'type', description: 'Type of the identifier.', tests: ['not_null'] },
        { name: 'value', description: 'Normalised value.', tests: ['not_null'] },
      ],
      sql: render(templates, 'identity_links', {
        sources: numbered(sources.map((source) => linksOf(generation, identity, source))),
      }),
    },
    {
      ...shared,
      name: 'identity_members',
      description: 'One row per record with the person it belongs to. Key: source, record_key.',
      config: {
        materialized: 'weft_identity',
        meta: {
          identity: {
            hash: rulesHash(identity, sources),
            order_grain: identity.order_grain,
            max_rounds: identity.max_rounds,
            types: identity.types.map(({ type, limit, max_records }) => ({
              type,
              limit: limit ?? null,
              max_records: max_records ?? null,
            })),
          },
        },
      },
      columns: [
        { name: 'source', description: 'Slug of the source.', tests: ['not_null'] },
        { name: 'record_key', description: 'Key of the record within its source.', tests: ['not_null'] },
        { name: 'recorded_at', description: 'Time of the record.' },
        { name: 'weft_id', description: 'Lasting id of the person.', tests: ['not_null'] },
        {
          name: 'person_id',
          description: 'Integer surrogate of weft_id, for large joins.',
          tests: ['not_null'],
        },
        {
          name: 'component',
          description: 'Records connected by any identifier, before limits: the unit of incremental work.',
        },
        { name: 'seen_run', description: 'Number of the run that first saw the record.' },
      ],
      sql: render(templates, 'identity_members', {}),
    },
    {
      ...shared,
      name: 'identity_identifiers',
      description: 'One row per person and identifier. Key: weft_id, type, value.',
      config: { materialized: 'table' },
      layout: { by: ['weft_id'] },
      columns: [
        { name: 'weft_id', description: 'The person.', tests: ['not_null'] },
        { name: 'person_id', description: 'Integer surrogate of weft_id.' },
        { name: 'type', description: 'Type of the identifier.', tests: ['not_null'] },
        { name: 'value', description: 'Normalised value.', tests: ['not_null'] },
        { name: 'first_seen', description: 'Time of the oldest record of the person that carries it.' },
        { name: 'last_seen', description: 'Time of the newest.' },
        { name: 'records', description: 'How many records of the person carry it.' },
      ],
      sql: render(templates, 'identity_identifiers', {}),
    },
    {
      ...shared,
      name: 'identity_lookup',
      layout: { by: ['type', 'value'] },
      description:
        'One row per identifier: the person to whom a row that carries it belongs. Of several persons that carry a value, the one with most records of it, then the first seen, then the least id. Key: type, value.',
      config: { materialized: 'table' },
      columns: [
        { name: 'type', description: 'Type of the identifier.', tests: ['not_null'] },
        { name: 'value', description: 'Normalised value.', tests: ['not_null'] },
        { name: 'weft_id', description: 'The person.', tests: ['not_null'] },
        { name: 'person_id', description: 'Integer surrogate of weft_id.', tests: ['not_null'] },
      ],
      sql: render(templates, 'identity_lookup', {}),
    },
  ];
}
