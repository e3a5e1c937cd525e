import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { BatchContext, OutgoingRow } from '../../../connectors/destinations/define.ts';
import { destinationOf, objectOf } from '../../../connectors/destinations/registry.ts';
import { sendRows } from '../../../connectors/destinations/send.ts';
import type { SlackClient } from '../../../connectors/destinations/slack/client.ts';
import { slackConfig } from '../../../connectors/destinations/slack/config.ts';
import { slack } from '../../../connectors/destinations/slack/index.ts';
import { unthrottled } from '../../../connectors/destinations/throttle.ts';
import type { SlackServer } from '../../simulators/slack.ts';
import { asShown, token, workspace } from './harnesses/slack.ts';
import { row } from './sending.ts';

let server: SlackServer;
let client: SlackClient;

beforeAll(async () => {
  process.env.WEFT_EGRESS_ALLOW = '127.0.0.1';
  const made = await workspace();
  server = made.server;
  server.channels.push(
    { id: 'C002', name: 'old', archived: true, member: true },
    { id: 'C003', name: 'strangers' },
    { id: 'C004', name: 'board', private: true },
    { id: 'C005', name: 'announcements', member: true, restricted: true },
    { id: 'C006', name: 'secret', private: true, member: true },
  );
  server.users.push(
    { id: 'U001', email: 'Ann@acme.example' },
    { id: 'U002', email: 'gone@acme.example', deleted: true },
  );
  client = await slack.connect(slackConfig.parse(made.config), {
    signal: AbortSignal.timeout(60_000),
    scratch: '/nowhere',
    throttle: unthrottled,
  });
});
afterAll(() => server.close());
beforeEach(() => {
  server.messages.length = 0;
  server.requests.length = 0;
  server.faults.length = 0;
  server.perSecond = Number.POSITIVE_INFINITY;
  server.refusedTokens.clear();
  server.tokens.set(token, new Set(['chat:write', 'users:read.email', 'channels:read', 'groups:read']));
  client.users.clear();
});

const context = (): BatchContext => ({
  runId: 'run-1',
  sync: 'vips',
  mode: 'events',
  chunk: 0,
  offset: 0,
  fields: ['name'],
  signal: AbortSignal.timeout(20_000),
  scratch: '/nowhere',
});
const send = (rows: OutgoingRow[], given: object, slug = 'message') => {
  const object = objectOf(destinationOf('slack'), slug);
  const options = object.options.parse(given);
  const policy = { maxAttempts: 4, baseDelayMs: 1, maxDelayMs: 2 };
  return sendRows(rows, { object, client, options, context: context(), policy });
};
const failure = (work: Promise<unknown>): Promise<unknown> => work.then(() => undefined, Object);
const texts = () => server.messages.map(({ text }) => text);

describe('a message', () => {
  test('goes to the channel that a key names, and each refusal is its row’s', async () => {
    const keys = [
      'C001',
      'people',
      '#people',
      'C002',
      'C003',
      'C004',
      'C005',
      'C006',
      'secret',
      'U001',
      'nowhere',
      '',
    ];
    const results = await send(
      keys.map((key) => row(key)),
      { to: 'channel', text: 'hello {{row.key}}' },
    );
    const refused = (reason: string) => ({ status: 'rejected', field: 'channel', reason });
    expect(results).toEqual([
      { status: 'accepted' },
      { status: 'accepted' },
      { status: 'accepted' },
      refused('is_archived'),
      refused('not_in_channel'),
      refused('channel_not_found'),
      refused('restricted_action'),
      { status: 'accepted' },
      refused('channel_not_found'),
      { status: 'accepted' },
      refused('channel_not_found'),
      refused('channel_not_found'),
    ]);
    expect(server.messages.map(({ channel }) => channel).sort()).toEqual([
      'C001',
      'C001',
      'C001',
      'C006',
      'D001',
    ]);
  });

  test.each([
    ['old', 'is_archived', 'Unarchive'],
    ['strangers', 'not_in_channel', 'Invite the app'],
    ['nowhere', 'channel_not_found', 'needs its id'],
    ['announcements', 'restricted_action', 'administrators'],
  ])('to a channel of the sync’s own that takes none ends the run: %s', async (channel, error, mend) => {
    const sent = send([row('a'), row('b')], { channel, text: 'hello' });
    expect(await failure(sent)).toMatchObject({
      name: 'ConfigError',
      message: expect.stringContaining(error),
      mend: expect.stringContaining(mend),
    });
    expect(server.messages).toEqual([]);
  });

  test('goes to a member by address, who is looked up once', async () => {
    const rows = [
      'ann@acme.example',
      'ANN@acme.example',
      'gone@acme.example',
      'x@acme.example',
      'ann@acme.example',
    ];
    for (const email of rows) {
      const results = await send([row(email, { name: email })], {
        to: 'user_by_email',
        text: '{{row.fields.name}}',
      });
      const reason = { 'gone@acme.example': 'deactivated', 'x@acme.example': 'users_not_found' }[email];
      expect(results).toEqual([
        reason === undefined
          ? { status: 'accepted' }
          : { status: 'rejected', field: 'email', reason: expect.stringContaining(reason) },
      ]);
    }
    expect(server.messages.map(({ channel }) => channel)).toEqual(['D001', 'D001', 'D001']);
    const lookups = server.requests.filter(({ path }) => path.includes('lookupByEmail'));
    expect(lookups).toHaveLength(4);
  });

  test('with what Slack refuses in it rejects its row, with Slack’s words and the part at fault', async () => {
    const options = {
      channel: 'people',
      blocks:
        '[{"type": {{json row.fields.type}}, "text": {"type": "mrkdwn", "text": {{json escaped.row.fields.name}} } }]',
    };
    const rows = [
      row('good', { type: 'section', name: 'Zoë <3 👩‍👧' }),
      row('long', { type: 'section', name: 'x'.repeat(3001) }),
      row('type', { type: 'sektion', name: 'x' }),
      row('lacking', { type: 'section' }),
    ];
    expect(await send(rows, options)).toEqual([
      { status: 'accepted' },
      {
        status: 'rejected',
        field: 'blocks',
        reason: expect.stringContaining('must be less than 3001 characters'),
      },
      { status: 'rejected', field: 'blocks', reason: expect.stringContaining('unsupported type: sektion') },
      { status: 'rejected', field: 'blocks', reason: expect.stringContaining('could not be made') },
    ]);
    expect(server.messages[0]?.blocks).toEqual([
      { type: 'section', text: { type: 'mrkdwn', text: 'Zoë &lt;3 👩‍👧' } },
    ]);
    const empty = await send([row('a', { name: '' }), row('b', { name: 'x'.repeat(40_001) })], {
      channel: 'people',
      text: '{{row.fields.name}}',
    });
    expect(empty).toEqual([
      { status: 'rejected', field: 'text', reason: 'no_text' },
      { status: 'rejected', field: 'text', reason: expect.stringContaining('cuts it at 40000') },
    ]);
    expect(server.messages).toHaveLength(1);
  });

  test('of forty thousand characters arrives whole', async () => {
    const text = `${'é'.repeat(39_999)}👍`;
    expect(await send([row('a', { text })], { channel: 'people', text: '{{row.fields.text}}' })).toEqual([
      { status: 'accepted' },
    ]);
    expect(texts()).toEqual([text]);
  });

  test('mentions nobody whom its template does not mention', async () => {
    const name = '<!channel> <@U001> <https://evil.example|us> &lt;!here&gt;';
    await send([row('a', { name })], { channel: 'people', text: '<!here> {{row.fields.name}}' });
    expect(texts()[0]?.match(/<[^>]+>/g)).toEqual(['<!here>']);
    expect(asShown(texts()[0] ?? '')).toBe(`<!here> ${name}`);
  });

  test('waits as Slack asks, and all arrive once', async () => {
    server.perSecond = 2;
    const began = performance.now();
    const results = await send(
      Array.from({ length: 5 }, (_, index) => row(`${index}`)),
      { channel: 'people', text: '{{row.key}}' },
    );
    expect(results).toEqual(Array(5).fill({ status: 'accepted' }));
    expect(texts()).toEqual(['0', '1', '2', '3', '4']);
    expect(performance.now() - began).toBeGreaterThan(1900);
  });

  test('is posted again where its answer was lost: Slack cannot tell', async () => {
    server.faults.push({ reset: 'after' });
    expect(await send([row('a')], { channel: 'people', text: '{{row.key}}' })).toEqual([
      { status: 'accepted' },
    ]);
    expect(texts()).toEqual(['a', 'a']);
  });

  test('that was posted is not posted again because one after it had to wait', async () => {
    const object = objectOf(destinationOf('slack'), 'message');
    const options = object.options.parse({ channel: 'C006', text: '{{row.key}}' });
    server.perSecond = 2;
    server.retryAfter = '0';
    const results = await object.perform(
      ['a', 'b', 'c'].map((key) => row(key)),
      client,
      options,
      context(),
    );
    expect(results).toEqual([
      { status: 'accepted' },
      { status: 'accepted' },
      { status: 'retry', afterMs: 0, reason: expect.stringContaining('ratelimited') },
    ]);
    expect(texts()).toEqual(['a', 'b']);
  });

  test.each(['internal_error', 'fatal_error', 'service_unavailable', 'team_added_to_org'])(
    'is tried again after %s',
    async (error) => {
      server.postErrors.push(error);
      expect(await send([row('a')], { channel: 'people', text: 'x' })).toEqual([{ status: 'accepted' }]);
    },
  );

  test.each(['rate_limited', 'message_limit_exceeded'])(
    'waits half a minute after %s, which says no more',
    async (error) => {
      const object = objectOf(destinationOf('slack'), 'message');
      server.postErrors.push(error);
      const options = object.options.parse({ channel: 'people', text: 'x' });
      expect(await failure(object.perform([row('a')], client, options, context()))).toMatchObject({
        name: 'RateLimited',
        retryAfterMs: 30_000,
      });
    },
  );
});

describe('credentials', () => {
  test.each(['token_revoked', 'account_inactive', 'token_expired'])(
    'that end in mid-run end the run: %s',
    async (error) => {
      const options = { channel: 'people', text: '{{row.key}}' };
      await send([row('a')], options);
      server.refusedTokens.set(token, error);
      expect(await failure(send([row('b')], options))).toMatchObject({
        name: 'AuthError',
        message: expect.stringContaining(error),
        mend: expect.stringContaining('`token`'),
      });
      expect(texts()).toEqual(['a']);
    },
  );

  test('without a scope say which', async () => {
    server.tokens.set(token, new Set(['chat:write']));
    expect(await failure(send([row('ann@acme.example')], { to: 'user_by_email', text: 'x' }))).toMatchObject({
      name: 'AuthError',
      mend: 'Add the scope users:read.email to the app, and install it again.',
    });
    server.tokens.set(token, new Set(['channels:read']));
    expect(await failure(slack.testConnection(client, context()))).toMatchObject({
      name: 'AuthError',
      mend: expect.stringContaining('chat:write'),
    });
    expect(await failure(send([row('a')], { channel: 'people', text: 'x' }))).toMatchObject({
      name: 'AuthError',
    });
  });

  test('are named to the limits without being told', () => {
    const limits = slack.limits?.(slackConfig.parse({ token }));
    expect(limits?.account).toMatch(/^slack:[0-9a-f]{16}$/);
    expect(limits).toMatchObject({ perMinute: 300 });
  });
});

test.each([
  [{ answer: 200, body: '<html>' }, 'Unavailable', 'cannot be read'],
  [{ answer: 404, body: 'none' }, 'ConfigError', '404 Not Found'],
  [{ answer: 302, body: '' }, 'ConfigError', '302 Found'],
  [{ answer: 403, body: 'proxy' }, 'AuthError', '403 Forbidden'],
])('an answer that is not Slack’s leaves rows unjudged: %o', async (fault, name, message) => {
  server.faults.push(fault, fault, fault, fault);
  const sent = send([row('a')], { channel: 'people', text: 'x' });
  expect(await failure(sent)).toMatchObject({ name, message: expect.stringContaining(message) });
});

describe('a summary', () => {
  const rows = Array.from({ length: 25 }, (_, index) => row(`p${index}@x.org`, { name: `<${index}>` }));

  test('is one message for all rows, with the first of them', async () => {
    const results = await send(rows, { channel: 'people', show: 2 }, 'summary');
    expect(results).toEqual(rows.map(() => ({ status: 'accepted' })));
    expect(texts()).toEqual(['*vips*: 25 new or changed\n• p0@x.org\n• p1@x.org\nand 23 more']);
  });

  test('tells what was removed apart from what was written', async () => {
    const text = '{{written}}/{{removed}}:{{#each rows}} {{operation}} {{key}}{{/each}}';
    await send(
      [row('a'), row('b', {}, 'delete'), row('c', {}, 'delete')],
      { channel: 'people', text },
      'summary',
    );
    expect(texts().sort()).toEqual(['0/2: delete b delete c', '1/0: create a']);
    await send([row('b', {}, 'delete')], { channel: 'people' }, 'summary');
    expect(texts().at(-1)).toBe('*vips*: 1 removed\n• b\n');
  });

  test('in blocks has its values in both forms', async () => {
    const blocks =
      '[{{#each escaped.rows}}{{#unless @first}},{{/unless}}{"type": "section", "text": {"type": "mrkdwn", "text": {{json fields.name}} } }{{/each}}]';
    await send(rows, { channel: 'C006', show: 2, blocks }, 'summary');
    expect(server.messages[0]?.blocks).toEqual(
      ['&lt;0&gt;', '&lt;1&gt;'].map((text) => ({ type: 'section', text: { type: 'mrkdwn', text } })),
    );
  });

  test.each([
    [{ channel: 'old' }, 'is_archived'],
    [{ channel: 'people', text: '{{nothing}}' }, 'could not be made'],
    [{ channel: 'people', text: ' '.repeat(40_001) }, 'cuts it at 40000'],
    [{ channel: 'people', blocks: '[{"type": "nothing"}]' }, 'unsupported type'],
  ])('that cannot be posted is no row’s fault, and is not halved: %#', async (options, message) => {
    expect(await failure(send(rows, options, 'summary'))).toMatchObject({
      name: 'ConfigError',
      message: expect.stringContaining(message),
      mend: expect.any(String),
    });
    expect(server.requests.filter(({ path }) => path.endsWith('postMessage')).length).toBeLessThanOrEqual(1);
    expect(server.messages).toEqual([]);
  });
});

test('channels are discovered, page by page, the app’s own first', async () => {
  server.pageSize = 2;
  const found = (await slack.discover?.(client, context())) ?? [];
  server.pageSize = 200;
  expect(found.filter(({ object }) => object === 'message')).toEqual([
    { object: 'message', options: { channel: 'C005' }, title: '#announcements' },
    { object: 'message', options: { channel: 'C001' }, title: '#people' },
    { object: 'message', options: { channel: 'C006' }, title: '#secret' },
    { object: 'message', options: { channel: 'C003' }, title: '#strangers' },
  ]);
  expect(found).toHaveLength(8);
});

test.each([
  [{ text: 'x' }, 'either `channel`'],
  [{ channel: 'people', to: 'channel', text: 'x' }, 'either `channel`'],
  [{ channel: 'people' }, 'needs `text`, `blocks` or both'],
  [{ channel: 'people', text: '{{#if}}' }, 'is not a template'],
])('options that contradict themselves are refused: %o', (given, message) => {
  const parsed = objectOf(destinationOf('slack'), 'message').options.safeParse(given);
  expect(parsed.error?.issues.map((issue) => issue.message).join()).toContain(message);
});
