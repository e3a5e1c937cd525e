import { WarehouseError } from '../../connectors/errors.ts';
import type { Warehouse } from '../../connectors/warehouses/connection.ts';
import {
  type Catalog,
  type Generation,
  generation,
  nothingAside,
  type SetAside,
} from '../../models/dbt/context.ts';
import type { Model } from '../../models/dbt/model.ts';
import { type DbtNode, withoutValues } from '../../models/dbt/process.ts';
import { modelsOf } from '../../models/dbt/project.ts';
import { alsoAside, withDependents } from '../../models/dbt/set-aside.ts';
import { traitsBelow } from '../../models/predictions/declared.ts';
import { countSql } from '../../models/segments/ask/count.ts';
import { segmentModel } from '../../models/segments/compile.ts';
import { segmentsAtFault } from '../../models/segments/context.ts';
import { traitColumnKind } from '../../models/traits/columns.ts';
import { inputModel } from '../../models/traits/kinds/computation.ts';
import { computationOf } from '../../models/traits/kinds/index.ts';
import { kindOfTrait, type Trait, traitColumns } from '../../models/workspace/kinds/trait.ts';
import type { Workspace } from '../../models/workspace/resource.ts';

export interface Culprits {
  warehouse: Warehouse;
  workspace: Workspace;
  catalog: Catalog;
  aside: SetAside;
  signal: AbortSignal;
}

/**
 * Which traits and segments made models of a run fail, by asking the warehouse for each alone: what is set aside is
 * what was before and these, with what waits for them. Null where a failure is not theirs, or was gone when asked again.
 */
export async function alsoFailed(asked: Culprits, failed: readonly DbtNode[]): Promise<SetAside | null> {
  const { workspace, aside } = asked;
  let found: SetAside = nothingAside;
  for (const { name, kind } of failed) {
    if (kind !== 'model') return null;
    const culprits = await culpritsOf(asked, name);
    if (culprits.traits.size + culprits.segments.size === 0) return null;
    found = alsoAside(found, culprits);
  }
  return withDependents(workspace, alsoAside(aside, found));
}

async function culpritsOf(asked: Culprits, model: string): Promise<SetAside> {
  const { workspace, catalog, warehouse, aside, signal } = asked;
  const context = generation(workspace, catalog, warehouse.dialect, 'warehouse', { aside });
  const atFault = segmentsAtFault(context);
  const segments = workspace.all('segment').filter(({ slug }) => !atFault.has(slug));
  const traits = workspace.all('trait').filter(({ slug }) => !aside.traits.has(slug));
  const askedSegments = segments.filter(({ slug, where }) =>
    where === undefined ? model === segmentModel(slug) : model === 'segment_matches',
  );
  const askedTraits = traits.filter((trait) => modelsBehind(trait).some((own) => own(model)));
  const failing = async <R extends { slug: string }>(
    resources: readonly R[],
    statementOf: (resource: R) => string,
  ): Promise<Map<string, string>> => {
    const why = new Map<string, string>();
    for (const resource of resources) {
      const refused = await refusalOf(warehouse, statementOf(resource), signal);
      if (refused !== null) why.set(resource.slug, refused);
    }
    return why;
  };
  return {
    segments: await failing(askedSegments, (segment) => countSql(context, segment)),
    traits: await failing(askedTraits, (trait) => traitProbe(context, trait, model)),
  };
}

/** The models that a trait may make fail. */
function modelsBehind(trait: Trait): ((model: string) => boolean)[] {
  const how = computationOf(kindOfTrait(trait).key)?.by;
  if (how === 'expressions') return [(model) => model === 'traits'];
  if (how === undefined) return [(model) => model === `traits_${trait.from}`];
  return [
    (model) => model === `trait_${trait.slug}`,
    (model) => model.startsWith(inputModel(trait.slug, '')),
  ];
}

/** A statement that computes one trait, or a model that its own reads, and nothing beside it. */
export function traitProbe(context: Generation, trait: Trait, model: string): string {
  const { workspace, catalog, dialect } = context;
  const needed = traitsBelow(workspace, [trait]);
  const others = workspace.all('trait').filter((other) => !needed.includes(other));
  const aside: SetAside = {
    segments: new Map(),
    traits: new Map([...others.map(({ slug }) => [slug, ''] as const), ...context.aside.traits]),
  };
  const alone = modelsOf(workspace, catalog, dialect, 'warehouse', { aside });
  const found = alone.find(({ name }) => name === model);
  if (found === undefined) throw new TypeError(`the trait ${trait.slug} has no model ${model}`);
  return valuesOf(context, trait, found);
}

/**
 * Reads every value of the trait in a model, or of a model that it reads: an engine leaves out what it need not
 * compute. That one of a kind which is no text may be refused is no harm, as only this trait can be why it failed.
 */
function valuesOf(context: Generation, trait: Trait, { name: model, sql, columns }: Model): string {
  const { dialect } = context;
  const own = traitColumns(trait).map(({ name }) => name);
  const all = model.startsWith(inputModel(trait.slug, ''));
  const read = columns
    .filter(({ name }) => all || own.includes(name))
    .map(({ name }) => `max(${dialect.text(dialect.ident(name), traitColumnKind(context, name) ?? 'text')})`);
  return `select ${['count(*)', ...read].map((value, index) => `${value} as value_${index}`).join(', ')} from (\n${sql}) as probed`;
}

/** What the warehouse says against a statement, on one line; null where it runs. Throws what trying again may mend. */
export async function refusalOf(
  warehouse: Warehouse,
  statement: string,
  signal?: AbortSignal,
): Promise<string | null> {
  try {
    await warehouse.query(statement, signal === undefined ? {} : { signal });
    return null;
  } catch (error) {
    if (!(error instanceof WarehouseError) || error.retryable) throw error;
    return withoutValues(error.message).split('\n')[0]?.trim() ?? '';
  }
}
