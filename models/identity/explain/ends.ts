/** Where a chain of `length` is shown without its middle: what is shown of it, by place, and how many are left out. */
export interface Ends {
  shown: number[];
  /** Left out after this many of `shown`. */
  after: number;
  omitted: number;
}

/** The first and the last `most` places of a chain; all where no more than twice as many are there. */
export function endsOf(length: number, most: number): Ends {
  const places = Array.from({ length: Math.min(length, 2 * most) }, (_, place) => place);
  if (length <= 2 * most) return { shown: places, after: length, omitted: 0 };
  const omitted = length - 2 * most;
  return { shown: places.map((place) => (place < most ? place : place + omitted)), after: most, omitted };
}
