import { createHash } from 'node:crypto';
import type { Generation } from '../dbt/context.ts';
import type { Model } from '../dbt/model.ts';
import { identitySources } from '../identity/context.ts';
import { folderBeside } from '../template/folder.ts';
import { finish } from '../template/render.ts';
import { traitOfColumn } from '../traits/columns.ts';
import { type Segment, walkConditions } from '../workspace/kinds/segment.ts';
import { traitsReadBy } from '../workspace/kinds/trait.ts';
import { Compiler, segmentModel } from './compile.ts';
import { segmentFaults } from './faults.ts';
import { withNested } from './nested.ts';
import { ownStatement } from './own-statement.ts';

const templates = folderBeside(import.meta.url, 'templates');

/** Changes when the segment asks another question, its own or through a segment or trait that it names. */
function definitionHash({ workspace }: Generation, segment: Segment): string {
  const parts: unknown[] = [];
  const read = new Set<string>();
  const addTrait = (column: string): void => {
    const found = traitOfColumn(workspace, column);
    if (found === undefined || read.has(found.slug)) return;
    read.add(found.slug);
    const { name: _name, description: _description, ...trait } = found;
    parts.push(trait);
    for (const other of traitsReadBy(found)) addTrait(other);
  };
  for (const { where, sql } of withNested(workspace, segment)) {
    parts.push(where ?? sql);
    if (where === undefined) continue;
    walkConditions(where, (condition) => {
      if ('trait' in condition) addTrait(condition.trait);
      if ('consent' in condition) parts.push(workspace.get('consent', condition.consent));
    });
  }
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/** Segments that cannot be asked now, each with why: its own condition, or one of a segment that it is made of. */
export function segmentsAtFault(generation: Generation): Map<string, string> {
  const { workspace } = generation;
  const segments = workspace.all('segment');
  const faults = new Map([
    ...generation.aside.segments,
    ...segmentFaults(generation, segments).map(
      ({ segment, path, message }) => [segment, `${path.join('.')}: ${message}`] as const,
    ),
  ]);
  return new Map(
    segments.flatMap((segment) => {
      const bad = withNested(workspace, segment).find(({ slug }) => faults.has(slug));
      if (bad === undefined) return [];
      const why = faults.get(bad.slug) ?? '';
      return [[segment.slug, bad === segment ? why : `the segment "${bad.slug}" in it: ${why}`]];
    }),
  );
}

const personOnly = [{ name: 'weft_id', description: 'The person.', tests: ['not_null'] }];

/** Every segment that is a tree, asked of every person in one statement. */
function matchesModel(generation: Generation, segments: readonly Segment[]): Model {
  const { dialect, ref, target } = generation;
  const compiler = new Compiler(generation, { mode: 'columns', together: segments });
  const flags = segments.map((segment) => `, ${compiler.segment(segment)} as ${dialect.ident(segment.slug)}`);
  const joins = compiler
    .factTables()
    .map(({ alias, sql }) => `left join ${sql} as ${alias} on ${alias}.person_id = p.person_id`);
  const text = [`select p.weft_id`, ...flags, `from ${ref('customer_360')} as p`, ...joins, ''].join('\n');
  return {
    name: 'segment_matches',
    folder: 'segments',
    description:
      'One row per person, and whether they are in each segment that is a tree of conditions. Key: weft_id.',
    config: { materialized: 'table' },
    columns: [
      ...personOnly,
      ...segments.map(({ slug, name, description }) => ({
        name: slug,
        description: description ?? name ?? slug,
      })),
    ],
    sql: finish(target, text),
  };
}

/**
 * All segments in a bounded number of statements: whom each holds for, one ledger of who entered and left, and the
 * membership that follows from it. A segment that cannot be asked keeps the members that it has.
 */
export function segmentModels(generation: Generation): Model[] {
  const { workspace, render } = generation;
  if (identitySources(generation).length === 0 || !workspace.identity) return [];
  const folder = 'segments' as const;
  const atFault = segmentsAtFault(generation);
  const asked = workspace.all('segment').filter(({ slug }) => !atFault.has(slug));
  const trees = asked.filter(({ where }) => where !== undefined);
  const own = asked.filter(({ where }) => where === undefined);
  const context = {
    // Without a segment the tables stay, and those who were members leave.
    none: asked.length === 0,
    segments: asked.map((segment) => ({
      slug: segment.slug,
      definition: definitionHash(generation, segment),
    })),
    trees: trees.map(({ slug }) => slug),
    own: own.map(({ slug }) => ({ slug, model: segmentModel(slug) })),
    kept: [...atFault.keys()],
  };
  const member = [
    { name: 'segment', description: 'Slug of the segment.', tests: ['not_null'] },
    { name: 'weft_id', description: 'The person.', tests: ['not_null'] },
  ];
  return [
    ...(trees.length === 0 ? [] : [matchesModel(generation, trees)]),
    ...own.map((segment) => ({
      name: segmentModel(segment.slug),
      folder,
      description: `${segment.description ?? segment.name ?? segment.slug}. One row per person in it. Key: weft_id.`,
      config: { materialized: 'table' },
      columns: personOnly,
      sql: ownStatement(generation, segment.sql ?? ''),
    })),
    {
      name: 'segment_now',
      folder,
      description: 'One row per segment and person who is in it at this run. Key: segment, weft_id.',
      config: { materialized: 'table' },
      columns: member,
      sql: render(templates, 'segment_now', context),
    },
    {
      name: 'segment_changes',
      folder,
      description: 'One row each time a person entered or left a segment, with the cause. Never rewritten.',
      config: { ...kept, on_schema_change: 'append_new_columns' },
      columns: [
        ...member,
        { name: 'change', description: 'entered or left.', tests: [accepted('entered', 'left')] },
        { name: 'at', description: 'Time of the run that found it.' },
        {
          name: 'cause',
          description: 'data, definition or identity.',
          tests: [accepted('data', 'definition', 'identity')],
        },
        { name: 'run_id', description: 'The run.' },
        {
          name: 'entered_at',
          description:
            'Since when the membership counts: before the entry itself where it goes on from a person who merged into this one, or from whom this one was split.',
        },
        {
          name: 'continued_by',
          description: 'Of one who left by merging into another person: that person, if in the segment.',
        },
      ],
      sql: render(templates, 'segment_changes', context),
    },
    {
      name: 'segment_members',
      folder,
      description: 'One row per segment and person, with when they entered. Key: segment, weft_id.',
      config: { materialized: 'table' },
      columns: [
        ...member,
        {
          name: 'entered_at',
          description:
            'Time of the run that found them in it, or the one by which they were split from; of persons who merged, the earliest.',
        },
      ],
      sql: render(templates, 'segment_members', {}),
    },
    {
      name: 'segment_runs',
      folder,
      description: 'One row per refresh and segment: its size and the hash of its definition.',
      config: { ...kept, on_schema_change: 'fail' },
      columns: [
        { name: 'run_id', description: 'The run.' },
        { name: 'at', description: 'Its time.' },
        { name: 'segment', description: 'Slug of the segment.', tests: ['not_null'] },
        { name: 'definition', description: 'Hash of what the segment asked.' },
        { name: 'members', description: 'How many persons were in it.' },
      ],
      sql: render(templates, 'segment_runs', context),
    },
  ];
}

/** History that nothing can compute again: not even a run that builds everything else anew replaces it. */
const kept = { materialized: 'incremental', incremental_strategy: 'append', full_refresh: false };

const accepted = (...values: string[]) => ({ accepted_values: { arguments: { values } } });
