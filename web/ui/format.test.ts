import { describe, expect, test } from 'vitest';
import {
  formatAgo,
  formatCount,
  formatCredits,
  formatMeasure,
  formatSeconds,
  formatShare,
  formatSize,
  formatTime,
  plural,
  pluralExact,
} from './format.ts';

const nbsp = '\u00a0';

test('counts are written in full below a million, and with a true minus', () => {
  expect(formatCount(999_999)).toBe('999,999');
  expect(formatCount(1_204_000)).toBe(`1.2${nbsp}M`);
  expect(formatCount(-12)).toBe('\u221212');
});

test('what is about to be sent is counted to the last digit', () => {
  expect([1, 0, 1_204_001].map((count) => pluralExact(count, 'row'))).toEqual([
    `1${nbsp}row`,
    `0${nbsp}rows`,
    `1,204,001${nbsp}rows`,
  ]);
  expect(plural(1_204_001, 'row')).toBe(`1.2${nbsp}M${nbsp}rows`);
});

test('a measured number that is not nothing never reads as nothing, nor one short of 1 as 1', () => {
  expect([0, 21_546.24, 1, 0.4241, 0.05].map(formatMeasure)).toEqual([
    '0',
    '21,546.24',
    '1',
    '0.424',
    '0.05',
  ]);
  expect([2.6e-8, 0.9996, -0.25, -1e-9].map(formatMeasure)).toEqual([
    '< 0.001',
    '> 0.999',
    '\u22120.25',
    '> \u22120.001',
  ]);
});

test('what something cost is never nothing where it cost something', () => {
  expect(formatCredits(0.0002)).toBe('< 0.001');
  expect(formatCredits(0.0703)).toBe('0.070');
  expect(formatCredits(0)).toBe('0.000');
  expect(formatSize(20_300_000_000)).toBe(`20.3${nbsp}GB`);
});

test('a share that is not nothing never reads as nothing', () => {
  expect(formatShare(1, 100_000)).toBe(`< 0.1${nbsp}%`);
  expect(formatShare(18_204, 1_003_112)).toBe(`1.8${nbsp}%`);
  expect(formatShare(99_999, 100_000)).toBe(`> 99.9${nbsp}%`);
  expect(formatShare(0, 0)).toBe('–');
});

describe('times', () => {
  test('carry their zone', () => {
    expect(formatTime('2026-11-21T05:10:00Z', 'Europe/Berlin')).toBe('21 Nov 2026, 06:10 CET');
    expect(formatTime('2026-09-01T00:00:00Z', 'UTC')).toBe('1 Sep 2026, 00:00 UTC');
  });

  test('are relative only within a day', () => {
    const now = Date.parse('2026-11-22T12:00:00Z');
    expect(formatAgo('2026-11-22T11:57:10Z', now)).toBe('2 min ago');
    expect(formatAgo('2026-11-21T11:59:00Z', now)).toBeNull();
    expect(formatAgo('2026-11-23T11:59:00Z', now)).toBeNull();
  });

  test('lengths read as people say them', () => {
    expect(formatSeconds(4.24)).toBe('4.2 s');
    expect(formatSeconds(200)).toBe('3 min 20 s');
    expect(formatSeconds(7_500)).toBe('2 h 5 min');
  });
});
