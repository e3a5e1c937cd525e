import { describe, expect, test } from 'vitest';
import { formatsOf } from './format.ts';

const nbsp = '\u00a0';
const english = formatsOf('en');
const german = formatsOf('de');

test('counts are written in full below a million, and with a true minus', () => {
  expect(english.count(999_999)).toBe('999,999');
  expect(english.count(1_204_000)).toBe(`1.2${nbsp}M`);
  expect(english.count(-12)).toBe('\u221212');
});

test('a measured number that is not nothing never reads as nothing, nor one short of 1 as 1', () => {
  expect([0, 21_546.24, 1, 0.4241, 0.05].map(english.measure)).toEqual([
    '0',
    '21,546.24',
    '1',
    '0.424',
    '0.05',
  ]);
  expect([2.6e-8, 0.9996, -0.25, -1e-9].map(english.measure)).toEqual([
    '< 0.001',
    '> 0.999',
    '\u22120.25',
    '> \u22120.001',
  ]);
});

test('what something cost is never nothing where it cost something', () => {
  expect(english.credits(0.0002)).toBe('< 0.001');
  expect(english.credits(0.0703)).toBe('0.070');
  expect(english.credits(0)).toBe('0.000');
  expect(english.size(20_300_000_000)).toBe(`20.3${nbsp}GB`);
});

test('a share that is not nothing never reads as nothing', () => {
  expect(english.share(1, 100_000)).toBe(`< 0.1${nbsp}%`);
  expect(english.share(18_204, 1_003_112)).toBe(`1.8${nbsp}%`);
  expect(english.share(99_999, 100_000)).toBe(`> 99.9${nbsp}%`);
  expect(english.share(0, 0)).toBe('–');
});

describe('times', () => {
  test('carry their zone', () => {
    expect(english.time('2026-11-21T05:10:00Z', 'Europe/Berlin')).toBe('21 Nov 2026, 06:10 CET');
    expect(english.time('2026-09-01T00:00:00Z', 'UTC')).toBe('1 Sep 2026, 00:00 UTC');
  });

  test('are relative only within a day', () => {
    const now = Date.parse('2026-11-22T12:00:00Z');
    expect(english.ago('2026-11-22T11:57:10Z', now)).toBe('2 min ago');
    expect(english.ago('2026-11-21T11:59:00Z', now)).toBeNull();
    expect(english.ago('2026-11-23T11:59:00Z', now)).toBeNull();
  });

  test('lengths read as people say them', () => {
    expect(english.seconds(4.24)).toBe('4.2 s');
    expect(english.seconds(200)).toBe('3 min 20 s');
    expect(english.seconds(7_500)).toBe('2 h 5 min');
  });
});

test('a German reader reads numbers and times as they are written in German', () => {
  expect(german.exact(18_204)).toBe('18.204');
  expect(german.exact(-96.5)).toBe('\u221296,5');
  expect(german.count(1_204_000)).toBe(`1,2${nbsp}Mio.`);
  expect(german.count(3_400_000_000)).toBe(`3,4${nbsp}Mrd.`);
  expect(german.money(1234.5)).toBe('1.234,50');
  expect(german.measure(0.0001)).toBe('< 0,001');
  expect(german.size(20_300_000_000)).toBe(`20,3${nbsp}GB`);
  expect(german.share(18_204, 1_003_112)).toBe(`1,8${nbsp}%`);
  expect(german.share(1, 100_000)).toBe(`< 0,1${nbsp}%`);
  expect(german.time('2026-11-21T05:10:00Z', 'Europe/Berlin')).toBe('21. Nov. 2026, 06:10 MEZ');
  expect(german.time('2026-05-01T00:00:00Z', 'UTC')).toBe('1. Mai 2026, 00:00 UTC');
  const now = Date.parse('2026-11-22T12:00:00Z');
  expect(german.ago('2026-11-22T11:59:40Z', now)).toBe('gerade eben');
  expect(german.ago('2026-11-22T11:57:10Z', now)).toBe('vor 2 Min.');
  expect(german.ago('2026-11-22T06:57:10Z', now)).toBe('vor 5 Std.');
  expect(german.seconds(4.24)).toBe('4,2 s');
});
