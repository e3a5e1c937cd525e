import type { Dialect } from '../../connectors/warehouses/dialect.ts';

/** The mean radius of the Earth in kilometres: (2a + b) / 3 of WGS 84 (Moritz, "Geodetic Reference System 1980"). */
const radius = '6371.0088';
/** One degree in radians; not every engine has RADIANS. */
const degree = '0.017453292519943295';

/** Expressions of type double, in degrees. */
export interface Place {
  latitude: string;
  longitude: string;
}

/**
 * The great-circle distance of two places in kilometres by the haversine formula (Sinnott, "Virtues of the Haversine",
 * Sky and Telescope 68, 1984), as a double; up to 0.6 % off the distance on the ellipsoid.
 */
export function distanceKm(a: Place, b: Place): string {
  const half = (from: string, to: string) => `sin((${to} - ${from}) * ${degree} / 2)`;
  const across = half(a.latitude, b.latitude);
  const along = half(a.longitude, b.longitude);
  const square = `${across} * ${across} + cos(${a.latitude} * ${degree}) * cos(${b.latitude} * ${degree}) * ${along} * ${along}`;
  // Rounding may put the square of opposite places above 1, where asin has no value.
  return `(2 * ${radius} * asin(sqrt(least(1.0, ${square}))))`;
}

/** Whether a place is one; null and NaN are none. */
export const isPlace = ({ latitude, longitude }: Place): string =>
  `${latitude} between -90 and 90 and ${longitude} between -180 and 180`;

/** A column in degrees as a double: of a text that is no number, null. */
export const degrees = (dialect: Dialect, column: string, isText: boolean): string =>
  isText ? dialect.tryCast(column, 'double') : dialect.cast(column, 'double');
