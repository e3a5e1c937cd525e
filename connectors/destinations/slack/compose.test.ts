import { expect, test } from 'vitest';
import { escapeText } from '../mrkdwn.ts';
import { compose } from './compose.ts';

const seen = {
  sync: 'vips',
  run_id: 'run-1',
  row: {
    key: 'k',
    operation: 'create',
    fields: { name: '<!channel> & "co" 👩‍👧', tags: ['a>b'], n: 1, none: null },
  },
};

test('escapes the three characters that Slack gives a meaning, and no others', () => {
  expect(escapeText(`<!channel> & "co" 'x' *bold* 👩‍👧 &amp;`)).toBe(
    `&lt;!channel&gt; &amp; "co" 'x' *bold* 👩‍👧 &amp;amp;`,
  );
});

test('escapes values in a text, and leaves the markup of its template', () => {
  const text =
    '<!here> *{{row.fields.name}}* {{json row.fields.tags}} {{row.fields.n}}{{row.fields.none}} <https://a.org?x=1&y=2|link>';
  expect(compose({ text }, seen)).toEqual({
    text: '<!here> *&lt;!channel&gt; &amp; "co" 👩‍👧* ["a&gt;b"] 1 <https://a.org?x=1&y=2|link>',
  });
});

test('gives blocks each value in both forms', () => {
  const blocks =
    '[{"type": "section", "raw": {{json row.fields.name}}, "safe": {{json escaped.row.fields.name}} }]';
  const made = compose({ blocks }, seen);
  expect(JSON.parse(made.blocks ?? '')).toEqual([
    { type: 'section', raw: '<!channel> & "co" 👩‍👧', safe: '&lt;!channel&gt; &amp; "co" 👩‍👧' },
  ]);
  expect(made).not.toHaveProperty('text');
});

test.each([
  [{ text: '{{row.fields.nmae}}' }, 'text', 'the text could not be made: '],
  [
    { text: '{{row.key}}'.repeat(40_001) },
    'text',
    'the text has 40001 characters, and Slack cuts it at 40000',
  ],
  [{ blocks: '[{"a": "{{row.fields.name}}"}]' }, 'blocks', 'the blocks are not valid JSON'],
  [{ blocks: '{"a": 1}' }, 'blocks', 'the blocks are not a JSON array'],
])('a message that cannot be made says which part is at fault: %#', (templates, field, message) => {
  expect(() => compose(templates, seen)).toThrow(
    expect.objectContaining({ field, message: expect.stringContaining(message) }),
  );
});

test('a text is counted in characters, as people do', () => {
  expect(compose({ text: `${'👍'.repeat(40_000)}` }, seen).text).toHaveLength(80_000);
});
