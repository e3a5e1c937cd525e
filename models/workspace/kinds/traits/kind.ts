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
  /** Whether texts that are numbers will do too. */
  orText?: boolean;
  /** What reads it, where that takes times only. */
  timeFor?: string;
}

/** What the declaration of a trait says by itself, for one kind of trait. */
export interface TraitKind<S extends z.ZodType> {
  schema: S;
  /** Rows of `from` under `where` and `within`; or other traits, persons and what the settings name. */
  reads: 'rows' | 'persons';
  outputs(settings: z.output<S>): readonly Output[];
  /** Columns of other traits that it reads, in order of first mention. */
  traits?(settings: z.output<S>): readonly string[];
  /** Golden columns, or columns of other traits, that it reads. */
  persons?(settings: z.output<S>): readonly string[];
  /** Columns of `from` that it reads, for the check against the warehouse. */
  columns?(settings: z.output<S>): readonly ReadColumn[];
  /** Whether it reads rows by the names of events, so that `from` must be an event source. */
  events?: boolean;
  /** Columns that it reads of entities other than `from`, by the entity's slug. */
  others?(settings: z.output<S>): Readonly<Record<string, readonly ReadColumn[]>>;
  /** Whether it needs to know when a row happened. */
  timed?(settings: z.output<S>): boolean;
  /** Why it takes no `within`, where it does not. */
  unbounded?: string;
}

/** Types a kind by its schema. */
export const traitKindOf = <S extends z.ZodType>(kind: TraitKind<S>): TraitKind<S> => kind;

export const outputName = (slug: string, suffix: string): string =>
  suffix === '' ? slug : `${slug}_${suffix}`;
