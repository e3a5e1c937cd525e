/** Two circles whose areas, and that of what they share, are in proportion to three numbers. */
export interface Euler {
  left: { x: number; r: number };
  right: { x: number; r: number };
  width: number;
  height: number;
}

/** The area that two circles share at a distance of their centres. */
function shared(a: number, b: number, distance: number): number {
  if (distance >= a + b) return 0;
  if (distance <= Math.abs(a - b)) return Math.PI * Math.min(a, b) ** 2;
  const part = (r: number, other: number) =>
    r ** 2 * Math.acos(Math.min(1, Math.max(-1, (distance ** 2 + r ** 2 - other ** 2) / (2 * distance * r))));
  const kite =
    0.5 *
    Math.sqrt(
      Math.max(0, (-distance + a + b) * (distance + a - b) * (distance - a + b) * (distance + a + b)),
    );
  return part(a, b) + part(b, a) - kite;
}

/** Circles for sets of these sizes, the larger of which has a radius of 100. */
export function eulerOf(one: number, other: number, both: number): Euler {
  const largest = Math.max(one, other, 1);
  const radius = (size: number) => Math.max(4, 100 * Math.sqrt(size / largest));
  const [a, b] = [radius(one), radius(other)];
  const wanted = (both / largest) * Math.PI * 100 ** 2;
  let [near, far] = [Math.abs(a - b), a + b];
  for (let step = 0; step < 40; step++) {
    const middle = (near + far) / 2;
    if (shared(a, b, middle) > wanted) near = middle;
    else far = middle;
  }
  // What shares nothing stands a little apart, what shares all stays inside.
  const distance = both === 0 ? a + b + 8 : both >= Math.min(one, other) ? Math.abs(a - b) : (near + far) / 2;
  const least = Math.min(-a, distance - b);
  const most = Math.max(a, distance + b);
  return {
    left: { x: -least, r: a },
    right: { x: distance - least, r: b },
    width: most - least,
    height: 2 * Math.max(a, b),
  };
}
