import type { z } from 'zod';
import type { Generation } from '../../dbt/context.ts';
import type { Clock } from '../../template/filter.ts';
import type { Trait } from '../../workspace/kinds/trait.ts';
import type { TraitKind } from '../../workspace/kinds/traits/kind.ts';

/** What a kind of trait is computed from. */
export interface Computing<K> {
  generation: Generation;
  trait: Trait;
  settings: K extends TraitKind<infer S extends z.ZodType> ? z.output<S> : never;
  clock: Clock;
}

/** A table of its own: a statement that gives `weft_id` and a column for each of the trait's columns, by their names. */
export interface ByModel<K> {
  by: 'model';
  /** What one row says, for the model's description. */
  statement(computing: Computing<K>): string;
}

/** SQL over a row of a person's traits, one for each suffix; columns of other traits by `column`. */
export interface ByExpressions<K> {
  by: 'expressions';
  expressions(computing: Computing<K>, column: (name: string) => string): Readonly<Record<string, string>>;
}

export type Computation<K> = ByModel<K> | ByExpressions<K>;
