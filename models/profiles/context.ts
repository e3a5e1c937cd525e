import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import { type Generation, kindsOf, relationOf } from '../dbt/context.ts';
import type { Model } from '../dbt/model.ts';
import { identifierType } from '../identity/context.ts';
import {
  meaningfulSteps,
  normalizerSteps,
  type Step,
  type SteppedColumn,
  stepChain,
} from '../identity/normalize.ts';
import { hasRecord, recordKey } from '../identity/record-key.ts';
import { folderBeside } from '../template/folder.ts';
import type { Identity } from '../workspace/kinds/identity.ts';
import type { Source } from '../workspace/kinds/source.ts';

const templates = folderBeside(import.meta.url, 'templates');

/** Order of the candidates for one golden value, best first; the value itself breaks the last tie. */
const orders: Record<Identity['golden'][string]['keep'], (value: string, text: string) => string> = {
  most_recent: (value) => `recorded_at desc nulls last, preference, ${value}`,
  oldest: (value) => `recorded_at nulls last, preference, ${value}`,
  most_frequent: (value) => `frequency desc, recorded_at desc nulls last, preference, ${value}`,
  source_priority: (value) => `preference, recorded_at desc nulls last, ${value}`,
  longest: (value, text) => `length(${text}) desc, recorded_at desc nulls last, preference, ${value}`,
  max: (value) => `${value} desc, preference, recorded_at desc nulls last`,
  min: (value) => `${value}, preference, recorded_at desc nulls last`,
};

interface Candidate {
  source: Source;
  column: string;
  preference: number;
}

/** `source.column` terms whose source exists, in order of preference. */
function candidatesOf({ workspace }: Generation, from: readonly string[]): Candidate[] {
  return from.flatMap((term, preference) => {
    const [slug = '', ...rest] = term.split('.');
    const source = workspace.get('source', slug);
    return source ? [{ source, column: rest.join('.'), preference }] : [];
  });
}

export function goldenKind(generation: Generation, from: readonly string[]): ColumnKind {
  const kinds = candidatesOf(generation, from).map<ColumnKind>(({ source, column }) =>
    // An identifier is normalised, which makes a text of it.
    source.identifiers.some((identifier) => identifier.column === column)
      ? 'text'
      : kindsOf(generation, source)(column),
  );
  const first = kinds[0] ?? 'text';
  return kinds.every((kind) => kind === first) ? first : 'text';
}

/** What a column of a profile holds: of a golden one, its values; texts stand for the rest. */
export function profileKind(generation: Generation, column: string): ColumnKind {
  if (column === 'first_seen' || column === 'last_seen') return 'timestamp';
  const golden = generation.workspace.identity?.golden[column];
  return golden ? goldenKind(generation, golden.from) : 'text';
}

/**
 * Values are cleaned before they compete: texts are trimmed and placeholders dropped; one that is an
 * identifier is normalised, but keeps its plus and dots, because it will be written to.
 */
function cleaning(
  generation: Generation,
  identity: Identity,
  candidate: Candidate,
  kind: ColumnKind,
): Step[] {
  const { dialect } = generation;
  const identifier = candidate.source.identifiers.find(({ column }) => column === candidate.column);
  const own = kindsOf(generation, candidate.source)(candidate.column);
  if (identifier) {
    const type = identifierType(identity, identifier.type);
    return normalizerSteps(dialect, type, { fold: false, kind: own });
  }
  if (kind === 'text') return meaningfulSteps(dialect, own);
  const cast: Step = (value) => dialect.cast(value, kind);
  // Engines put what is no number first or last.
  const number: Step = (value) => `case when ${dialect.text(value, kind)} <> 'NaN' then ${value} end`;
  return kind === 'double' ? [cast, number] : [cast];
}

/**
 * The steps of an identifier as the rules of identity compare it, where they may refuse a value that the golden
 * form of it would let pass: `test+1@…` is the mailbox `test@…`, which a pattern may block.
 */
function judging(generation: Generation, identity: Identity, { source, column }: Candidate): Step[] | null {
  const identifier = source.identifiers.find((candidate) => candidate.column === column);
  if (!identifier) return null;
  const type = identifierType(identity, identifier.type);
  if (type.normalize !== 'email' || type.block.length === 0) return null;
  return normalizerSteps(generation.dialect, type, {
    fold: true,
    kind: kindsOf(generation, source)(column),
  });
}

/** Each source is read once for all the golden columns that draw on it. */
function sourceContext(generation: Generation, identity: Identity, source: Source) {
  const { dialect } = generation;
  const region = (column: string) =>
    source.identifiers.find((identifier) => identifier.column === column)?.region;
  const drawn = Object.entries(identity.golden).flatMap(([golden, { from }]) =>
    candidatesOf(generation, from)
      .filter((candidate) => candidate.source === source)
      .map((candidate) => ({ golden, candidate, kind: goldenKind(generation, from) })),
  );
  const judged = drawn.map(({ candidate }) => judging(generation, identity, candidate));
  const columns = drawn.flatMap(({ candidate, kind }, index): SteppedColumn[] => {
    const from = dialect.ident(candidate.column);
    const named = region(candidate.column);
    const column = { from, region: named === undefined ? null : dialect.ident(named) };
    const judgement = judged[index];
    return [
      { ...column, name: `value_${index + 1}`, steps: cleaning(generation, identity, candidate, kind) },
      ...(judgement ? [{ ...column, name: `judged_${index + 1}`, steps: judgement }] : []),
    ];
  });
  const chain = stepChain(
    `${relationOf(generation, source)} where ${hasRecord(dialect, source)}`,
    [
      { name: 'record_key', expression: recordKey(dialect, source, kindsOf(generation, source)) },
      {
        name: 'recorded_at',
        expression: dialect.cast(
          source.time === undefined ? 'null' : dialect.ident(source.time),
          'timestamp',
        ),
      },
    ],
    columns,
  );
  return {
    slug: source.slug,
    cte: `from_${source.slug}`,
    chain: chain.ctes
      .map((cte) => `${cte.name} as (select ${cte.columns.join(', ')} from ${cte.from})`)
      .join(',\n    '),
    last: chain.last,
    drawn: drawn.map(({ golden, candidate }, index) => ({
      golden,
      preference: candidate.preference,
      column: `value_${index + 1}`,
      judged: judged[index] ? `judged_${index + 1}` : null,
    })),
  };
}

/** Not every engine sorts JSON or partitions by it or by doubles; their texts stand in. */
function ranking(
  { dialect }: Generation,
  keep: Identity['golden'][string]['keep'],
  kind: ColumnKind,
): { order: string; frequency: string } {
  const text = dialect.text('value', kind);
  const equal = kind === 'json' || kind === 'double' ? text : 'value';
  return {
    order: orders[keep](kind === 'json' ? text : 'value', text),
    frequency: keep === 'most_frequent' ? `count(*) over (partition by weft_id, ${equal})` : '0',
  };
}

export function profileModels(generation: Generation): Model[] {
  const { workspace, render } = generation;
  const identity = workspace.identity;
  if (!identity || !workspace.all('source').some((source) => source.identifiers.length > 0)) return [];
  const drawnSources = workspace
    .all('source')
    .filter((source) =>
      Object.values(identity.golden).some(({ from }) =>
        candidatesOf(generation, from).some((c) => c.source === source),
      ),
    );
  const sources = drawnSources.map((source) => sourceContext(generation, identity, source));
  const golden = Object.entries(identity.golden).map(([name, { keep, from }]) => ({
    name,
    cte: `golden_${name}`,
    source: `${name}_source`,
    sourceKey: `${name}_source_key`,
    sourceTime: `${name}_source_time`,
    ...ranking(generation, keep, goldenKind(generation, from)),
    candidates: sources.flatMap((source) =>
      source.drawn
        .filter((drawn) => drawn.golden === name)
        .map((drawn) => ({ ...drawn, slug: source.slug, cte: source.cte })),
    ),
  }));
  return [
    {
      name: 'profiles',
      folder: 'profiles',
      description:
        'One row per person: the golden record, each value with the record it came from. Key: weft_id.',
      config: { materialized: 'table' },
      layout: { by: ['weft_id'] },
      columns: [
        { name: 'weft_id', description: 'Lasting id of the person.', tests: ['not_null', 'unique'] },
        { name: 'person_id', description: 'Integer surrogate of weft_id.', tests: ['not_null', 'unique'] },
        { name: 'first_seen', description: 'Time of the oldest record of the person.' },
        { name: 'last_seen', description: 'Time of the newest.' },
        ...Object.entries(identity.golden).flatMap(([name, { keep, from }]) => [
          { name, description: `Golden value: ${keep.replaceAll('_', ' ')} of ${from.join(', ')}.` },
          { name: `${name}_source`, description: `Slug of the source that ${name} came from.` },
          { name: `${name}_source_key`, description: 'Key of the record there.' },
          { name: `${name}_source_time`, description: 'Time of that record.' },
        ]),
      ],
      sql: render(templates, 'profiles', { sources, golden }),
    },
  ];
}
