import type { Dialect } from '../../connectors/warehouses/dialect.ts';
import type { Workspace } from '../workspace/resource.ts';
import { type Catalog, type Generation, generation, type Past, type SetAside } from './context.ts';
import { modelsOf } from './project.ts';

/** Traits and customer_360 as they would have been at a past time, for statements that begin with `with`. */
export interface AsOf {
  generation: Generation;
  /** The parts of a WITH, without the word, to be followed by a statement that reads customer_360. */
  parts: string;
}

/** Whether a model is computed anew as of a past time. */
export const isOfPast = (model: string): boolean => model === 'customer_360' || /^traits?(_|$)/.test(model);

/**
 * What was known at `asOf` under today's identity, golden records and definitions: traits read the rows up to then,
 * and windows end there.
 */
export function asOf(
  workspace: Workspace,
  catalog: Catalog,
  dialect: Dialect,
  at: Date,
  aside?: SetAside,
): AsOf {
  const past: Past = { asOf: at, computed: isOfPast };
  const parts = modelsOf(workspace, catalog, dialect, 'warehouse', { past, aside })
    .filter(({ name }) => isOfPast(name))
    .map(({ name, sql }) => `${dialect.ident(name)} as (\n${sql})`);
  return {
    generation: generation(workspace, catalog, dialect, 'warehouse', { past, aside }),
    parts: parts.join(',\n'),
  };
}
