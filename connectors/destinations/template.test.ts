import { expect, test } from 'vitest';
import { readsVariable, templateFault, templateOf, templateText } from './template.ts';

test('writes text as it is, and JSON by the json helper', () => {
  const text = templateOf('{{name}} {{json name}} {{json fields}}')({
    name: 'o\'brien <"x">',
    fields: { a: null },
  });
  expect(text).toBe('o\'brien <"x"> "o\'brien <\\"x\\">" {"a":null}');
});

test('compares by eq', () => {
  const template = templateOf("{{#each rows}}{{#if (eq operation 'delete')}}-{{else}}+{{/if}}{{/each}}");
  expect(template({ rows: [{ operation: 'delete' }, { operation: 'create' }] })).toBe('-+');
});

test('compiles a text once', () => expect(templateOf('{{a}}')).toBe(templateOf('{{a}}')));

test.each(['{{missing}}', '{{fields.missing}}', '{{json fields.missing}}', '{{json}}'])(
  '%s throws for a row without it',
  (text) => expect(() => templateOf(text)({ fields: {} })).toThrow(),
);

test.each([
  ['{{#each rows}}', /Parse error/],
  ['{{shout name}}', /unknown helper shout/],
  ['{{log name}}', /unknown helper log/],
  ['{"a": {{json a}}}', /put a space between/],
])('%s is no template', (text, why) => {
  expect(templateFault(text)).toMatch(why);
  expect(templateText.safeParse(text).error?.issues[0]?.message).toMatch(why);
});

test('prototypes cannot be reached', () => {
  expect(() => templateOf('{{a.constructor.name}}')({ a: {} })).toThrow();
});

test.each([
  ['{{json row.key}}', true],
  ['{{#if row}}x{{/if}}', true],
  ['{{#each rows}}{{json this.row}}{{/each}}', false],
  ['{{#each rows as |row|}}{{json row.key}}{{/each}}', false],
  ['{{rows.length}} row', false],
])('%s reads row: %s', (text, reads) => expect(readsVariable(text, 'row')).toBe(reads));
