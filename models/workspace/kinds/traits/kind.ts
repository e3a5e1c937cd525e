import type { z } from 'zod';
import type { ColumnKind } from '../../../../connectors/warehouses/dialect.ts';

/** A column that a trait gives: its name is the trait's slug, with `_suffix` behind it where there is a suffix. */
export interface Output {
  suffix: string;
  /** Null where a source's column or the engine decides. */
  kind: ColumnKind | null;
  description: string;
  /** What persons have of whom nothing is known; null where nothing is said. */
  fallback?: string | number | boolean;
}

export interface ReadColumn {
  column: string;
  /** What reads it, where that takes numbers only. */
  numberFor?: string;
}

/** What the declaration of a trait says by itself, for one kind of trait. */
export interface TraitKind<S extends z.ZodType> {
  schema: S;
  /** Rows of `from` under `where` and `within`; or other traits, persons and what the settings name. */
  reads: 'rows' | 'persons';
  outputs(settings: z.output<S>): readonly Output[];
  /** Columns of other traits that it reads, in order of first mention. */
  traits?(settings: z.output<S>): readonly string[];
  /** Columns of `from` that it reads, for the check against the warehouse. */
  columns?(settings: z.output<S>): readonly ReadColumn[];
  /** Whether it needs to know when a row happened. */
  timed?(settings: z.output<S>): boolean;
}

/** Types a kind by its schema. */
export const traitKindOf = <S extends z.ZodType>(kind: TraitKind<S>): TraitKind<S> => kind;

export const outputName = (slug: string, suffix: string): string =>
  suffix === '' ? slug : `${slug}_${suffix}`;
