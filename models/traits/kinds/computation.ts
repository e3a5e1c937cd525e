import type { z } from 'zod';
import type { Generation } from '../../dbt/context.ts';
import type { ModelColumn } from '../../dbt/model.ts';
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

/** A model that a trait's own reads. */
export interface InputModel {
  /** Part of the model's name, see `inputModel`. */
  name: string;
  description: string;
  columns: readonly ModelColumn[];
  sql: string;
}

/** The name of a model that a trait's own reads: two underscores, so that it is not that of another trait. */
export const inputModel = (slug: string, name: string): string => `trait_${slug}__${name}`;

/** A table of its own: a statement that gives `weft_id` and a column for each of the trait's columns, by their names. */
export interface ByModel<K> {
  by: 'model';
  /** What one row says, for the model's description. */
  statement(computing: Computing<K>): string;
  /** Models that the statement reads. */
  inputs?(computing: Computing<K>): readonly InputModel[];
}

/** SQL over a row of a person's traits, one for each suffix; columns of other traits by `column`. */
export interface ByExpressions<K> {
  by: 'expressions';
  expressions(computing: Computing<K>, column: (name: string) => string): Readonly<Record<string, string>>;
  /** A statement of one row that stands beside each person's, whose columns no trait's have the names of. */
  beside?(computing: Computing<K>): { alias: string; statement: string };
}

export type Computation<K> = ByModel<K> | ByExpressions<K>;
