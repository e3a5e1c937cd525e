import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Generation } from '../dbt/context.ts';
import type { Model } from '../dbt/model.ts';
import { identitySources } from '../identity/context.ts';
import { traitOfColumn } from '../traits/columns.ts';
import { type Segment, walkConditions } from '../workspace/kinds/segment.ts';
import { traitsReadBy } from '../workspace/kinds/trait.ts';
import { segmentModel, segmentSql } from './compile.ts';

const templates = join(import.meta.dirname, 'templates');

/** Changes when the segment asks another question, its own or through a segment or trait that it names. */
function definitionHash({ workspace }: Generation, segment: Segment): string {
  const parts: unknown[] = [];
  const read = new Set<string>();
  const addTrait = (column: string): void => {
    const found = traitOfColumn(workspace, column);
    if (found === undefined || read.has(`trait/${found.slug}`)) return;
    read.add(`trait/${found.slug}`);
    const { name: _name, description: _description, ...trait } = found;
    parts.push(trait);
    for (const other of traitsReadBy(found)) addTrait(other);
  };
  const addSegment = ({ slug, where }: Segment): void => {
    if (read.has(`segment/${slug}`)) return;
    read.add(`segment/${slug}`);
    parts.push(where);
    walkConditions(where, (condition) => {
      const other = 'segment' in condition ? workspace.get('segment', condition.segment) : undefined;
      if (other) addSegment(other);
      if ('trait' in condition) addTrait(condition.trait);
    });
  };
  addSegment(segment);
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/** A view per segment, then one ledger of who entered and left, from which membership follows. */
export function segmentModels(generation: Generation): Model[] {
  const { workspace, render } = generation;
  const segments = workspace.all('segment');
  if (identitySources(generation).length === 0 || !workspace.identity) return [];
  const folder = 'segments' as const;
  const context = {
    // Without a segment the tables stay, and those who were members leave.
    none: segments.length === 0,
    segments: segments.map((segment) => ({
      slug: segment.slug,
      model: segmentModel(segment.slug),
      definition: definitionHash(generation, segment),
    })),
  };
  const member = [
    { name: 'segment', description: 'Slug of the segment.', tests: ['not_null'] },
    { name: 'weft_id', description: 'The person.', tests: ['not_null'] },
  ];
  return [
    ...segments.map((segment) => ({
      name: segmentModel(segment.slug),
      folder,
      description: `${segment.description ?? segment.name ?? segment.slug}. One row per person in it. Key: weft_id.`,
      config: { materialized: 'view' },
      columns: [
        { name: 'weft_id', description: 'The person.' },
        { name: 'person_id', description: 'Integer surrogate of weft_id.' },
      ],
      sql: segmentSql(generation, segment.where),
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
