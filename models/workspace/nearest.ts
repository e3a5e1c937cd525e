import { distance } from 'fastest-levenshtein';

/** The name that a person most likely meant, or undefined where none is close. */
export function nearest(given: string, names: Iterable<string>): string | undefined {
  const wanted = fold(given);
  let best: { name: string; score: number } | undefined;
  for (const name of names) {
    const score = distanceOf(wanted, fold(name));
    if (score !== undefined && (best === undefined || score < best.score)) best = { name, score };
  }
  return best?.name;
}

const fold = (name: string): string => name.toLowerCase().replace(/[-\s.]/g, '_');

/** How far a name is from the one given; undefined where too far to be a slip. */
function distanceOf(given: string, name: string): number | undefined {
  const length = Math.max(given.length, name.length);
  const slips = isSwap(given, name) ? 1 : distance(given, name);
  // Two slips in three letters are another word; more than four are one at any length.
  if (slips <= Math.min(4, length <= 3 ? 1 : Math.ceil(length * 0.4))) return slips;
  const [short, long] = given.length < name.length ? [given, name] : [name, given];
  // `lifetime` for `lifetime_value`: farther than any slip, nearer than nothing.
  return short.length >= 4 && long.startsWith(short) ? 4 + long.length - short.length : undefined;
}

/** Whether two neighbouring letters are in each other's place, the commonest slip in short words. */
function isSwap(a: string, b: string): boolean {
  const at = [...a].findIndex((letter, index) => letter !== b[index]);
  return (
    a.length === b.length &&
    at >= 0 &&
    a[at] === b[at + 1] &&
    a[at + 1] === b[at] &&
    a.slice(at + 2) === b.slice(at + 2)
  );
}

/** `; there are a, b and c`, for a message about a name that is not among a few. */
export function listNames(names: Iterable<string>, most = 12): string {
  const all = [...names];
  if (all.length === 0) return 'there are none';
  const shown = all.slice(0, most).join(', ');
  return all.length > most
    ? `there are ${shown} and ${all.length - most} more`
    : all.length === 1
      ? `there is ${shown}`
      : `there are ${shown}`;
}
