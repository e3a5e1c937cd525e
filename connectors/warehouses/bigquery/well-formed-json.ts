/** JSON of a value whose texts are Unicode: JSON would write half of a surrogate pair as a code that BigQuery refuses. */
export const wellFormedJson = (value: unknown): string =>
  JSON.stringify(value, (_key, each) => (typeof each === 'string' ? each.toWellFormed() : each));
