import { expect, test } from 'vitest';
import type { OutgoingRow } from '../define.ts';
import type { Reply } from '../exchange.ts';
import { type AnswerMode, judge } from './answer.ts';
import { webhookConfig } from './config.ts';

const config = webhookConfig.parse({
  url: 'https://hooks.example.com/a-secret-path-of-mine?token=0123456789',
  auth: { bearer: 'the-bearer-token' },
  headers: { 'X-Key': 'the-header-key', 'Content-Type': 'application/json' },
});
const rows = ['a', 'b'].map((key): OutgoingRow => ({ key, operation: 'create', fields: {} }));
const reply = (status: number, text = '', more: Partial<Reply> = {}): Reply => {
  return { status, text, headers: {}, cut: false, ...more };
};
const judged = (answer: Reply, mode: AnswerMode = 'auto') => {
  try {
    return judge(config, mode, rows, answer).map((result) =>
      result.status === 'accepted' ? 'accepted' : result.reason,
    );
  } catch (error) {
    return error;
  }
};

test.each([
  [301, 'ConfigError'],
  [304, 'ConfigError'],
  [400, 'BatchRejected'],
  [401, 'AuthError'],
  [402, 'AuthError'],
  [403, 'AuthError'],
  [404, 'ConfigError'],
  [405, 'ConfigError'],
  [408, 'Unavailable'],
  [409, 'BatchRejected'],
  [410, 'ConfigError'],
  [413, 'BatchRejected'],
  [422, 'BatchRejected'],
  [429, 'RateLimited'],
  [500, 'Unavailable'],
  [503, 'Unavailable'],
])('%i is %s', (status, name) => expect(judged(reply(status))).toMatchObject({ name }));

test('a wait that is asked for is kept, with 429 and with 503', () => {
  for (const status of [429, 503]) {
    expect(judged(reply(status, '', { headers: { 'retry-after': '7' } }))).toMatchObject({
      name: 'RateLimited',
      retryAfterMs: 7000,
    });
  }
});

test('a redirect is named without its path', () => {
  const answer = judged(reply(302, '', { headers: { location: 'https://other.example.com/token' } }));
  expect(answer).toMatchObject({
    message:
      'https://hooks.example.com answered 302 Found, a redirect to https://other.example.com, and redirects are not followed',
  });
});

test('what the receiver says is shown in one line, short, and without secrets', () => {
  const echo = `no route\n for ${config.url} with Bearer the-bearer-token and the-header-key ${'x'.repeat(900)}`;
  const { message } = Object(judged(reply(400, echo)));
  expect(message).toMatch(
    /^400 Bad Request: no route for https:\/\/hooks\.example\.com\/\*\*\*\?\*\*\* with Bearer \*\*\* and \*\*\* x+…$/,
  );
  expect(message.length).toBeLessThan(540);
});

test.each(['', 'ok', '{"ok": true}', '[1]', 'null', '{"truncated'])('200 %s accepts all', (text) => {
  expect(judged(reply(200, text))).toEqual(['accepted', 'accepted']);
});

test('results are read by position, or by key in any order', () => {
  const refused = { status: 'rejected', reason: ' too old ' };
  const byPosition = JSON.stringify({ results: [refused, { status: 'accepted' }] });
  expect(judged(reply(200, byPosition))).toEqual(['too old', 'accepted']);
  const byKey = JSON.stringify({
    results: [
      { key: 'b', ...refused },
      { key: 'a', status: 'accepted' },
    ],
  });
  expect(judged(reply(200, byKey))).toEqual(['accepted', 'too old']);
  expect(judged(reply(200, byKey), 'status')).toEqual(['accepted', 'accepted']);
});

test('a refusal without a reason says so', () => {
  const text = JSON.stringify({ results: [{ status: 'rejected', reason: null }, { status: 'accepted' }] });
  expect(judged(reply(200, text))).toEqual(['refused by the receiver, which gave no reason', 'accepted']);
});

test.each([
  ['{"results": [', 'auto'],
  ['{"results": [{"status": "accepted"}]}', 'auto'],
  ['{"results": [{"status": "accepted"}, {"status": "maybe"}]}', 'auto'],
  ['{"results": [{"key": "a", "status": "accepted"}, {"key": "z", "status": "accepted"}]}', 'auto'],
  ['ok', 'results'],
  ['{}', 'results'],
] as const)('%s leaves open what was accepted (%s)', (text, mode) => {
  expect(judged(reply(200, text), mode)).toMatchObject({ name: 'Unavailable', mend: expect.any(String) });
});
