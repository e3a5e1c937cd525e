import type { Row } from '../../connectors/warehouses/connection.ts';
import type { Feature } from './features.ts';
import type { LogisticBlock } from './fit/logistic.ts';

/** A text is told apart by so many of its values; any other stands with the rest. */
export const mostLevels = 10;

/** Persons with what was known of them, as columns in step, and what came about. */
export class Sample {
  readonly #features: readonly Feature[];
  readonly outcomes: number[] = [];
  readonly #values: (number | string | null)[][];

  constructor(features: readonly Feature[]) {
    this.#features = features;
    this.#values = features.map(() => []);
  }

  /** Adds rows of `outcomesStatement`. */
  add(rows: readonly Row[]): void {
    for (const row of rows) {
      this.outcomes.push(Number(row.outcome));
      this.#features.forEach(({ type }, index) => {
        const value = row[`feature_${index + 1}`] ?? null;
        this.#values[index]?.push(type === 'text' ? textOf(value) : numberOf(value));
      });
    }
  }

  values(index: number): readonly (number | string | null)[] {
    return this.#values[index] ?? [];
  }
}

const textOf = (value: unknown): string | null => (value === null ? null : String(value));

function numberOf(value: unknown): number | null {
  const number = value === null ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : null;
}

/** One number of a person that a model weighs: a value, that there is none, or that a text is this one. */
export interface Term {
  /** For people: `country = DE`. */
  name: string;
  column: string;
  /** Of the feature, in the order of the declaration. */
  index: number;
  /** As in `prediction_parameters`: 0 where nothing is known, 1 for a number, from 1 for the values of a text. */
  place: number;
  label: string | null;
}

/** What a model weighs, by the persons in a sample: that nothing is known counts where it is so of some of them. */
export function termsOf(features: readonly Feature[], samples: readonly Sample[]): Term[] {
  return features.flatMap(({ column, type }, index): Term[] => {
    const values = samples.flatMap((sample) => [...sample.values(index)]);
    const known = values.filter((value) => value !== null);
    const missing: Term[] =
      known.length < values.length && known.length > 0
        ? [{ name: `${column} not known`, column, index, place: 0, label: null }]
        : [];
    if (type === 'number') return [{ name: column, column, index, place: 1, label: null }, ...missing];
    const levels = commonest(known.map(String)).map((label, at) => ({
      ...{ name: `${column} = ${label}`, column, index },
      place: at + 1,
      label,
    }));
    return [...levels, ...missing];
  });
}

function commonest(values: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .toSorted(([one, n], [other, m]) => m - n || (one < other ? -1 : 1))
    .slice(0, mostLevels)
    .map(([value]) => value);
}

/** A sample in the numbers of the terms. */
export const blockOf = (sample: Sample, terms: readonly Term[]): LogisticBlock => ({
  outcomes: Float64Array.from(sample.outcomes),
  features: terms.map(({ index, place, label }) =>
    Float64Array.from(sample.values(index), (value) => {
      if (value === null) return place === 0 ? 1 : 0;
      if (place === 0) return 0;
      return label === null ? Number(value) : Number(value === label);
    }),
  ),
});
