/** Places and people on the globe, and an oracle that measures each pair by vectors instead of haversines. */

interface OnGlobe {
  latitude: number | null;
  longitude: number | null;
}

const radiusKm = 6371.0088;

/** The angle between two unit vectors, by the arc tangent of their cross and dot products. */
export function greatCircleKm(a: OnGlobe, b: OnGlobe): number {
  const vector = ({ latitude, longitude }: OnGlobe): [number, number, number] => {
    const [phi, lambda] = [((latitude ?? 0) * Math.PI) / 180, ((longitude ?? 0) * Math.PI) / 180];
    return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)];
  };
  const [[ax, ay, az], [bx, by, bz]] = [vector(a), vector(b)];
  const cross = Math.hypot(ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx);
  return radiusKm * Math.atan2(cross, ax * bx + ay * by + az * bz);
}

/** Numbers from 0 to 1, the same each time (Mulberry32). */
function randoms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
const random = randoms(20261122);
const between = (low: number, high: number) => Math.round((low + random() * (high - low)) * 1e6) / 1e6;

export const places = [
  { no: 1, latitude: 52.52, longitude: 13.405, label: 'Berlin', area: 'east' },
  // In the same place as 1, so the lesser key is nearer; without a place; beyond the globe.
  { no: 2, latitude: 52.52, longitude: 13.405, label: 'Berlin again', area: null },
  { no: 3, latitude: null, longitude: 9.99, label: 'Nowhere', area: 'west' },
  { no: 4, latitude: 0, longitude: -179.99, label: 'Dateline', area: 'sea' },
  { no: 5, latitude: 89.9, longitude: 100, label: null, area: 'ice' },
  { no: 6, latitude: 95, longitude: 10, label: 'Beyond', area: 'space' },
  ...Array.from({ length: 30 }, (_, index) => ({
    no: 10 + index,
    latitude: between(43, 46),
    longitude: between(0, 5),
    label: `Shop ${index}`,
    area: index % 2 === 0 ? 'south' : null,
  })),
];

export const visitors = [
  { id: 'berlin', latitude: 52.5, longitude: 13.4 },
  { id: 'hamburg', latitude: 53.5511, longitude: 9.9937 },
  { id: 'dateline', latitude: 0.01, longitude: 179.99 },
  { id: 'pole', latitude: 90, longitude: -80 },
  { id: 'south', latitude: -90, longitude: 0 },
  { id: 'nowhere', latitude: null, longitude: 10 },
  { id: 'beyond', latitude: 91, longitude: 10 },
  // On the corners of cells and within them.
  ...Array.from({ length: 20 }, (_, index) => ({
    id: `v${index}`,
    latitude: index < 5 ? Math.round(between(43, 46) * 10) / 10 : between(43, 46),
    longitude: index < 5 ? Math.round(between(0, 5) * 10) / 10 : between(0, 5),
  })),
];

const isPlace = ({ latitude, longitude }: OnGlobe): boolean =>
  latitude !== null && longitude !== null && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;

/** The nearest place; of equally near ones the first. */
export function nearestOf(visitor: OnGlobe) {
  if (!isPlace(visitor)) return undefined;
  return places
    .filter(isPlace)
    .toSorted((a, b) => greatCircleKm(visitor, a) - greatCircleKm(visitor, b) || a.no - b.no)[0];
}
