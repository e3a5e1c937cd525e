import { type Generation, generation } from '../dbt/context.ts';
import type { Model } from '../dbt/model.ts';
import { entityModels } from '../entities/context.ts';
import { type Trait, type TraitColumn, traitColumns, traitsReadBy } from '../workspace/kinds/trait.ts';
import type { Workspace } from '../workspace/resource.ts';
import { expressionsOfTrait, modelsOfTrait } from './context.ts';

/** A trait, declared or a draft, as a statement of its own. */
export interface AskedTrait {
  /** Gives `weft_id` of every person and the trait's columns, by the warehouse as it is. */
  sql: string;
  columns: TraitColumn[];
  /** The workspace with the trait in it. */
  workspace: Workspace;
}

/** The models that the last one reads, near or far, and itself. */
function needed(models: readonly Model[], ident: (name: string) => string): Model[] {
  const kept: Model[] = [];
  for (const model of models.toReversed()) {
    if (kept.length === 0 || kept.some(({ sql }) => sql.includes(ident(model.name)))) kept.unshift(model);
  }
  return kept;
}

/**
 * The values that a trait has now: by the same models as a refresh, entities of its rows included, so that it can be
 * asked before it is declared. What it reads of other traits is as the last refresh left it.
 */
export function askTrait(now: Generation, trait: Trait): AskedTrait {
  const { catalog, dialect, aside } = now;
  const workspace = now.workspace.with(trait);
  const plain = generation(workspace, catalog, dialect, 'warehouse', { aside });
  const columns = traitColumns(trait);
  const derived = expressionsOfTrait(plain, trait);
  if (derived !== undefined) return { sql: ofOthers(plain, trait, derived), columns, workspace };
  const inlined = new Set([...entityModels(plain), ...modelsOfTrait(plain, trait)].map(({ name }) => name));
  const asked = generation(workspace, catalog, dialect, 'warehouse', {
    aside,
    past: { computed: (model) => inlined.has(model) },
  });
  const models = needed([...entityModels(asked), ...modelsOfTrait(asked, trait)], dialect.ident);
  const last = dialect.ident(models.at(-1)?.name ?? '');
  const parts = models.map(({ name, sql }) => `${dialect.ident(name)} as (\n${sql})`);
  const values = columns.map(({ name, fallback }) => {
    const column = `v.${dialect.ident(name)}`;
    const known = fallback === undefined ? column : `coalesce(${column}, ${dialect.literal(fallback)})`;
    return `${known} as ${dialect.ident(name)}`;
  });
  return {
    sql: `with ${parts.join(',\n')}
select ${['p.weft_id', ...values].join(', ')}
from ${plain.ref('profiles')} as p
left join ${last} as v on v.weft_id = p.weft_id`,
    columns,
    workspace,
  };
}

/** A trait of other traits: an expression over what the last refresh built of them. */
function ofOthers(
  { dialect, ref, workspace }: Generation,
  trait: Trait,
  { beside, expressions }: NonNullable<ReturnType<typeof expressionsOfTrait>>,
): string {
  const golden = new Set(Object.keys(workspace.identity?.golden ?? {}));
  const reads = [...new Set(traitsReadBy(trait))].map(
    (name) => `${golden.has(name) ? 'p' : 't'}.${dialect.ident(name)}`,
  );
  const values = traitColumns(trait).map(({ name, suffix, fallback }) => {
    const value = `(${expressions[suffix]})`;
    const known = fallback === undefined ? value : `coalesce(${value}, ${dialect.literal(fallback)})`;
    return `${known} as ${dialect.ident(name)}`;
  });
  return `with base as (
  select ${['p.weft_id', ...reads].join(', ')}
  from ${ref('profiles')} as p
  join ${ref('traits')} as t on t.weft_id = p.weft_id
)
select ${['base.weft_id', ...values].join(', ')}
from base${beside === undefined ? '' : `\ncross join (\n${beside.statement}\n) as ${dialect.ident(beside.alias)}`}`;
}
