import { z } from 'zod';

const pattern = /^(\d+(?:\.\d+)?) ?%$/;

/** `30%`, `2.5 %` as a share of 1; undefined for anything else, and for nothing of a hundred. */
export function parsePercent(text: string): number | undefined {
  const amount = pattern.exec(text.trim())?.[1];
  const share = Number(amount) / 100;
  return amount !== undefined && share > 0 ? share : undefined;
}

/** A share above 0 %; of a growth it may be more than 100 %. */
export const percent = z.custom<string>(
  (value) => typeof value === 'string' && parsePercent(value) !== undefined,
  'must be a share above 0 %, such as "30%"',
);

/** The share of 1 of a percentage that was parsed before. */
export function shareOf(text: string): number {
  const share = parsePercent(text);
  if (share === undefined) throw new TypeError(`not a percentage: ${text}`);
  return share;
}
