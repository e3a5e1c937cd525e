import type { ColumnKind } from '../../dialect.ts';
import { duckdbDialect } from '../dialect.ts';

/** What a source's column becomes. */
export interface Mapping {
  kind: ColumnKind;
  /** The engine's type. What the source gives is cast to it. */
  type: string;
  /** What the reader should know, such as that values were left out. */
  note?: string;
}

/** A column of a table of the source. */
export interface SourceColumn {
  name: string;
  /** SQL of the source that gives the value as the engine reads it without loss. */
  read: string;
  mapping: Mapping;
  /** Where the type depends on the values: aggregates to ask of the source, each a number, and the type by them. */
  ask?: { aggregates: string[]; decide(answers: number[]): Mapping };
}

export const mapped = (kind: ColumnKind, type = duckdbDialect.type(kind)): Mapping => ({ kind, type });

/** The engine's widest decimal. */
const mostDigits = 38;

/** Decimals of so many digits before and after the point, or text where the engine has none as wide. */
export function decimalOf(name: string, integers: number, scale: number): Mapping {
  if (integers + scale <= mostDigits) {
    const precision = integers + scale <= 18 ? 18 : mostDigits;
    return mapped('decimal', `decimal(${precision}, ${scale})`);
  }
  return {
    ...mapped('text'),
    note: `${name} holds numbers of more than ${mostDigits} digits: kept as text`,
  };
}
