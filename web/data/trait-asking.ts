import 'server-only';
import { getLocale, getTranslations } from 'next-intl/server';
import { z } from 'zod';
import type { Row } from '../../connectors/warehouses/connection.ts';
import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import { columnsOf } from '../../models/dbt/context.ts';
import { askTrait } from '../../models/traits/ask.ts';
import { humanise, nameOf } from '../../models/words/names.ts';
import {
  columnsReadBy,
  kindOfTrait,
  type Trait,
  type TraitColumn,
} from '../../models/workspace/kinds/trait.ts';
import { parseResource, problemsOfEdit } from '../../models/workspace/parse-resource.ts';
import type { Problem as Finding } from '../../models/workspace/problem.ts';
import { wayOf } from '../../models/workspace/relations.ts';
import { traitWords } from '../words/trait-words.ts';
import { authorise } from './authorise.ts';
import { currentModels } from './computable.ts';
import { callPerson, goldenColumns } from './golden.ts';
import { NotComputed } from './not-computed.ts';
import { type Distribution, spreadOf } from './trait-distribution.ts';
import { textOf, textOrNull } from './values.ts';
import { builtColumns, dialect, onWarehouse } from './warehouse.ts';

/** A trait as somebody is making it: anything may be wrong with it. */
export const draftTrait = z.object({ spec: z.record(z.string(), z.unknown()) });

export interface SamplePerson {
  weftId: string;
  name: string;
  /** By column, as texts; null where the person has none. */
  values: Record<string, string | null>;
}

export type LiveTrait =
  /** What is wrong with it, by field: nothing was computed. */
  | { state: 'unfinished'; problems: Finding[] }
  | {
      state: 'computed';
      words: string;
      columns: { name: string; title: string; kind: ColumnKind; description: string }[];
      sample: SamplePerson[];
      distribution: Distribution;
      milliseconds: number;
    };

const sampled = 8;

/** A new trait has no slug yet; a statement needs one. */
const standIn = 'new_trait';

/** What is wrong with a draft, by field: by itself, with the workspace, and with the tables that it reads. */
async function draftOf(spec: Record<string, unknown>): Promise<Trait | Finding[]> {
  const models = await currentModels();
  const slug = typeof spec.slug === 'string' && spec.slug !== '' ? spec.slug : standIn;
  const parsed = parseResource('trait', { ...spec, kind: 'trait', slug });
  if (parsed.resource === null) return parsed.problems;
  const trait = parsed.resource as Trait;
  const problems = problemsOfEdit(models.workspace, trait);
  if (problems.length > 0) return problems;
  return missingColumns(trait);
}

/** Columns that the tables lack, which no declaration can know. */
async function missingColumns(trait: Trait): Promise<Trait | Finding[]> {
  const words = await getTranslations('problems.refused');
  const models = await currentModels();
  const { workspace } = models;
  const resources = [...workspace.all('entity'), ...workspace.all('source')];
  const missing = resources.flatMap((resource) =>
    columnsReadBy(trait, resource).flatMap(({ column }): Finding[] => {
      const way = resource.kind === 'entity' ? wayOf(workspace, resource, column) : undefined;
      const [at, name] = way === undefined ? [resource, column] : [way.entity, way.column];
      const columns = columnsOf(models, at);
      if (columns.length === 0 || columns.some((one) => one.name === name)) return [];
      const field = Object.keys(trait.where ?? {}).includes(column) ? `where.${column}` : '';
      return [{ field, message: words('noTraitColumn', { relation: nameOf(at), column: name }) }];
    }),
  );
  return missing.length > 0 ? missing : trait;
}

/** The values of a draft on some people, how they are spread over everyone, and what it says in words. */
export async function liveTrait(
  { spec }: z.output<typeof draftTrait>,
  signal?: AbortSignal,
): Promise<LiveTrait> {
  const { permissions } = await authorise('data.edit');
  const started = performance.now();
  const draft = await draftOf(spec);
  if (Array.isArray(draft)) return { state: 'unfinished', problems: draft };
  try {
    return {
      ...(await computed(draft, permissions.has('personal.read'), signal)),
      milliseconds: elapsed(started),
    };
  } catch (error) {
    const message = refusedBy(error);
    if (message === null) throw error;
    return { state: 'unfinished', problems: [{ field: kindOfTrait(draft).key, message }] };
  }
}

const elapsed = (since: number): number => Math.round(performance.now() - since);

/**
 * What the engine says of a statement that it refuses; null for another error. By its shape: the kept connection may
 * come from another bundle, whose error classes are not the same objects.
 */
function refusedBy(error: unknown): string | null {
  if (!(error instanceof Error) || error instanceof NotComputed) return null;
  return 'retryable' in error && error.retryable === false ? error.message : null;
}

async function computed(
  draft: Trait,
  personal: boolean,
  signal: AbortSignal | undefined,
): Promise<Omit<Extract<LiveTrait, { state: 'computed' }>, 'milliseconds'>> {
  const asked = askTrait(await currentModels(), draft);
  const relation = `(\n${asked.sql}\n) as asked`;
  const query = (sql: string): Promise<Row[]> =>
    onWarehouse(
      async (warehouse, options) =>
        (await warehouse.readOnly(sql, { ...options, ...(signal ? { signal } : {}), limit: 1000 })).rows,
    );
  const kinds = await onWarehouse(
    async (warehouse, options) =>
      (await warehouse.readOnly(`select * from ${relation} limit 0`, options)).columns,
  );
  const kindOf = (name: string): ColumnKind => kinds.find((one) => one.name === name)?.kind ?? 'text';
  const [sample, distribution] = await Promise.all([
    samplePeople(relation, asked.columns, personal, query),
    spreadOf({ relation, column: draft.slug, kind: kindOf(draft.slug), query }),
  ]);
  return {
    state: 'computed',
    words: traitWords(draft, await getLocale()),
    columns: asked.columns.map(({ name, suffix, description }) => ({
      ...{ name, description, kind: kindOf(name) },
      title: suffix === '' ? nameOf(draft) : humanise(suffix),
    })),
    sample,
    distribution,
  };
}

/** People of whom the trait says something, as far as there are any, in a fixed order. */
async function samplePeople(
  relation: string,
  [own, ...others]: readonly TraitColumn[],
  personal: boolean,
  query: (sql: string) => Promise<Row[]>,
): Promise<SamplePerson[]> {
  const sql = dialect();
  const { workspace } = await currentModels();
  const built = new Set((await builtColumns('weft.profiles')).map(({ name }) => name));
  const golden = goldenColumns(workspace)
    .filter((one) => built.has(one.name) && (personal || !one.personal))
    .map(({ name }) => name);
  const columns = own === undefined ? [] : [own, ...others].map(({ name }) => name);
  const value = `asked.${sql.ident(own?.name ?? '')}`;
  const nothing = own?.fallback === undefined ? '' : `when ${value} = ${sql.literal(own.fallback)} then 1 `;
  const telling = `case when ${value} is null then 2 ${nothing}else 0 end`;
  const values = columns.map((name, index) => `asked.${sql.ident(name)} as weft_value_${index}`);
  const names = golden.map((name, index) => `p.${sql.ident(name)} as weft_golden_${index}`);
  const found = await query(
    `select ${['asked.weft_id', ...values, ...names].join(', ')}
     from ${relation} join weft.profiles as p on p.weft_id = asked.weft_id
     order by ${telling}, asked.weft_id
     limit ${sampled}`,
  );
  return found.map((row) => {
    const weftId = textOf(row.weft_id);
    const called = Object.fromEntries(
      golden.map((name, index) => [name, textOrNull(row[`weft_golden_${index}`])]),
    );
    return {
      weftId,
      name: callPerson(called, weftId),
      values: Object.fromEntries(
        columns.map((name, index) => [name, textOrNull(row[`weft_value_${index}`])]),
      ),
    };
  });
}
