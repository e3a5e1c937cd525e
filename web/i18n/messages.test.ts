import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import de from '../messages/de/index.ts';
import en from '../messages/en/index.ts';
import { preferredLocale } from './locales.ts';

/** Each text by its path. */
function textsOf(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  return Object.entries(value as Record<string, unknown>).flatMap(([name, inside]) =>
    textsOf(inside, path === '' ? name : `${path}.${name}`),
  );
}

/** The names of arguments and tags of an ICU message, each once. */
const argumentsOf = (text: string): string[] =>
  [
    ...new Set([...text.matchAll(/\{(\w+)[,}]|<(\w+)>/g)].map(([, name, tag]) => name ?? `<${tag}>`)),
  ].toSorted();

test('every text is there in each language, with the same arguments', () => {
  const shape = (messages: unknown) =>
    textsOf(messages)
      .map(([path, text]) => `${path}: ${argumentsOf(text).join(' ')}`)
      .toSorted();
  expect(shape(de)).toEqual(shape(en));
});

test('every file of messages is in force', () => {
  for (const [language, messages] of Object.entries({ en, de })) {
    const files = readdirSync(join(import.meta.dirname, '..', 'messages', language))
      .filter((file) => file.endsWith('.json'))
      .map((file) => file.replace('.json', ''));
    expect(Object.keys(messages).toSorted()).toEqual(files.toSorted());
  }
});

test.each([
  ['de-AT,de;q=0.9,en;q=0.8', 'de'],
  ['fr;q=0.9,en;q=0.4,de;q=0.5', 'de'],
  ['fr', 'en'],
  [null, 'en'],
] as const)('a browser that asks for %s gets %s', (header, locale) => {
  expect(preferredLocale(header)).toBe(locale);
});
