import type { Value } from '../../connectors/warehouses/connection.ts';

/** Reading values out of warehouse rows: 64-bit integers and decimals come as text. */

export const numberOf = (value: Value | undefined): number => Number(value ?? 0);

export const textOf = (value: Value | undefined): string =>
  value === null || value === undefined
    ? ''
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);

export const textOrNull = (value: Value | undefined): string | null =>
  value === null || value === undefined ? null : textOf(value);

/** What someone typed, as a text literal can hold it. */
export const plainText = (typed: string): string => typed.replaceAll('\0', '');
