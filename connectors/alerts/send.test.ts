import { once } from 'node:events';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FaultyServer, type ServedAnswer, type ServedRequest } from '../../test/simulators/faulty-server.ts';
import { SlackServer } from '../../test/simulators/slack.ts';
import { AuthError, ConfigError, RateLimited, Unavailable } from '../errors.ts';
import type { ChannelSettings, Notice } from './define.ts';
import { sendNotice } from './send.ts';

/** PagerDuty's Events API, Slack's incoming webhooks and a receiver of JSON, as they are documented. */
class Receiver extends FaultyServer {
  static start(): Promise<Receiver> {
    return new Receiver().listen();
  }

  protected serve({ path, body }: ServedRequest): ServedAnswer {
    const given = JSON.parse(body);
    if (path === '/hook') return { status: 204, body: '' };
    if (path === '/services/T0/B0/xyz') {
      if (typeof given.text !== 'string') return { status: 400, body: 'no_text' };
      return { status: 200, body: 'ok', headers: { 'content-type': 'text/html' } };
    }
    if (path !== '/v2/enqueue') return { status: 404, body: 'no_service' };
    if (given.routing_key !== 'R0UT1NG') {
      const errors = ['Routing key is invalid'];
      return { status: 400, body: JSON.stringify({ status: 'invalid event', message: 'R0UT1NG?', errors }) };
    }
    const { dedup_key: dedupKey } = given;
    return {
      status: 202,
      body: JSON.stringify({ status: 'success', message: 'Event processed', dedup_key: dedupKey }),
    };
  }
}

const mails: { from: string; to: string[]; user: string; text: string }[] = [];
const refused = new Set<string>();
const mailServer = new SMTPServer({
  authOptional: true,
  allowInsecureAuth: true,
  disabledCommands: ['STARTTLS'],
  onAuth({ username, password }, _session, callback) {
    if (password === 'p@ss') callback(null, { user: username });
    else callback(new Error('Invalid username or password'));
  },
  onRcptTo({ address }, _session, callback) {
    callback(
      refused.has(address) ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : null,
    );
  },
  onData(stream, { envelope, user }, callback) {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
      const to = envelope.rcptTo.map(({ address }) => address);
      mails.push({ from, to, user: String(user ?? ''), text: Buffer.concat(chunks).toString('utf8') });
      callback(null, 'queued as 1');
    });
  },
});

let receiver: Receiver;
let slack: SlackServer;
let smtp = '';

beforeAll(async () => {
  receiver = await Receiver.start();
  slack = await SlackServer.start();
  const listening = mailServer.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const address = listening.address();
  if (address === null || typeof address === 'string') throw new Error('no port was free');
  smtp = `127.0.0.1:${address.port}`;
  process.env.WEFT_EGRESS_ALLOW = [new URL(receiver.url).host, new URL(slack.url).host, smtp].join(',');
});

afterAll(async () => {
  await receiver.close();
  await slack.close();
  await new Promise<void>((resolve) => mailServer.close(resolve));
});

const notice: Notice = {
  key: 'weft/default/sync/ads/failed',
  id: 'weft/default/sync/ads/failed/open/1',
  ...{ state: 'open', severity: 'error', subject: 'sync/ads', kind: 'failed' },
  title: 'Sync “Ads <VIP> & more” failed',
  lines: ['https://ads.example answered 503', '5 planned = 0 accepted + 0 rejected + 0 skipped + 5 pending'],
  mend: 'Check that it runs.',
  link: 'https://weft.acme.example/w/default/syncs/ads/runs/1',
  at: new Date('2026-03-01T05:00:00Z'),
};
const normal: Notice = { ...notice, state: 'normal', severity: 'info', id: `${notice.id}0`, mend: null };

const send = (settings: ChannelSettings, what: Notice = notice) =>
  sendNotice(settings, what, AbortSignal.timeout(20_000));
const lastBody = () => JSON.parse(receiver.requests.at(-1)?.body ?? '');

test('a mail has the title, the counts, what to do and the link, and is the same mail when it is sent again', async () => {
  const settings = { email: ['ops@acme.example', 'data@acme.example'], from: 'weft@acme.example' };
  expect(await send({ ...settings, smtp: `smtp://${smtp}` })).toBe('250 queued as 1');
  await send({ ...settings, smtp: `smtp://weft:p%40ss@${smtp}?tls=optional` });
  const [mail, again] = mails;
  expect(mail).toMatchObject({ from: 'weft@acme.example', to: settings.email, user: '' });
  expect(again?.user).toBe('weft');
  for (const text of [...notice.lines, 'What to do: Check that it runs.', notice.link ?? ''])
    expect(mail?.text.replace(/=\r\n/g, '').replaceAll('=3D', '=')).toContain(text);
  expect(mail?.text).toMatch(/^Subject: =\?UTF-8\?/m);
  expect(mail?.text).toMatch(/^Auto-Submitted: auto-generated\r$/im);
  const id = /^Message-ID: (<.+@weft>)\r$/m.exec(mail?.text ?? '')?.[1];
  expect(id).toBeDefined();
  expect(again?.text).toContain(id);
});

test('what a mail server refuses says whose it is to mend, and shows no password', async () => {
  const settings = { email: 'gone@acme.example', from: 'weft@acme.example' };
  const failure = (address: string) =>
    send({ ...settings, smtp: address }).then(
      () => new Error('it was sent'),
      (error: unknown) => error,
    );
  const wrong = await failure(`smtp://weft:wr0ngpass@${smtp}?tls=optional`);
  expect(wrong).toBeInstanceOf(AuthError);
  expect(String(wrong)).toContain(smtp);
  expect(String(wrong)).not.toContain('wr0ngpass');
  // The server has no TLS, and a password goes nowhere without.
  const open = await failure(`smtp://weft:p%40ss@${smtp}`);
  expect(open).toBeInstanceOf(ConfigError);
  expect(open).toMatchObject({ mend: expect.stringContaining('?tls=optional') });
  expect(String(open)).not.toContain('p@ss');
  refused.add('gone@acme.example');
  expect(await failure(`smtp://${smtp}`)).toBeInstanceOf(ConfigError);
  expect(await failure('smtp://127.0.0.1:1')).toMatchObject({
    message: expect.stringContaining('is not an address that syncs may reach'),
  });
  expect(await failure('mail.acme.example')).toBeInstanceOf(ConfigError);
});

test('Slack gets blocks by an incoming webhook or by a bot, with nothing in them that calls people', async () => {
  const webhook = `${receiver.url}/services/T0/B0/xyz`;
  expect(await send({ slack: webhook })).toBe('ok');
  const { text, blocks } = lastBody();
  expect(text).toBe('Sync “Ads &lt;VIP&gt; &amp; more” failed');
  expect(blocks[0].text.text.split('\n')[0]).toBe(
    `:red_circle: *<${notice.link}|Sync “Ads &lt;VIP&gt; &amp; more” failed>*`,
  );
  await expect(send({ slack: `${receiver.url}/services/gone` })).rejects.toThrow(ConfigError);
  await expect(send({ slack: 'hooks' })).rejects.toThrow(ConfigError);

  slack.tokens.set('xoxb-1', new Set(['chat:write']));
  slack.channels.push({ id: 'C1', name: 'ops', member: true });
  const bot = { slack: { token: 'xoxb-1', channel: '#ops' }, api_url: `${slack.url}/api` };
  expect(await send(bot, normal)).toBe('ok');
  expect(slack.messages).toHaveLength(1);
  expect(JSON.stringify(slack.messages[0]?.blocks)).toContain(':large_green_circle:');
  await expect(send({ ...bot, slack: { token: 'xoxb-1', channel: '#none' } })).rejects.toThrow(
    /channel_not_found/,
  );
  await expect(send({ ...bot, slack: { token: 'xoxb-2', channel: '#ops' } })).rejects.toThrow(AuthError);
});

test('PagerDuty is triggered, and resolved by the same key; a test leaves nothing open', async () => {
  const settings = { pagerduty: 'R0UT1NG', url: `${receiver.url}/v2/enqueue` };
  expect(await send(settings)).toBe('success: Event processed');
  expect(lastBody()).toMatchObject({
    ...{ routing_key: 'R0UT1NG', event_action: 'trigger', dedup_key: notice.key },
    links: [{ href: notice.link }],
    payload: {
      summary: notice.title,
      severity: 'error',
      source: 'weft',
      component: 'sync/ads',
      class: 'failed',
    },
  });
  await send(settings, normal);
  expect(lastBody()).toEqual({ routing_key: 'R0UT1NG', event_action: 'resolve', dedup_key: notice.key });
  const before = receiver.requests.length;
  await send(settings, { ...notice, state: 'test', key: 'weft/test/1' });
  expect(receiver.requests.slice(before).map(({ body }) => JSON.parse(body).event_action)).toEqual([
    'trigger',
    'resolve',
  ]);
  const failure = await send({ ...settings, pagerduty: 'WR0NGKEY' }).catch(String);
  expect(failure).toContain('400 Bad Request');
  expect(failure).not.toContain('WR0NGKEY');
});

test('a webhook gets the notice as JSON with its headers; each status says whether to try again', async () => {
  const settings = { webhook: `${receiver.url}/hook`, headers: { Authorization: 'Bearer tok-5f1e0c' } };
  expect(await send(settings)).toBe('204 No Content');
  expect(lastBody()).toEqual({ ...notice, at: '2026-03-01T05:00:00.000Z' });
  const { headers } = receiver.requests.at(-1) ?? { headers: {} };
  expect(headers).toMatchObject({ authorization: 'Bearer tok-5f1e0c', 'idempotency-key': notice.id });
  const faults = [
    [{ answer: 429, headers: { 'retry-after': '7' } }, RateLimited],
    [{ answer: 503, body: 'Bearer tok-5f1e0c' }, Unavailable],
    [{ answer: 401 }, AuthError],
    [{ answer: 404 }, ConfigError],
    [{ reset: 'before' }, Unavailable],
  ] as const;
  for (const [fault, kind] of faults) {
    receiver.faults.push(fault);
    const failure: unknown = await send(settings).catch((error) => error);
    expect(failure).toBeInstanceOf(kind);
    expect(String(failure)).not.toContain('tok-5f1e0c');
  }
  await expect(send({ webhook: 'http://127.0.0.1:1/' })).rejects.toThrow(
    /not an address that syncs may reach/,
  );
});

test('what a receiver repeats of its address and of its headers is not shown', async () => {
  const path = 't0ken-in-the-path?key=k3y-in-the-query';
  const headers = { Authorization: 'Bearer tok-5f1e0c' };
  const all: ChannelSettings[] = [
    { webhook: `${receiver.url}/hook/${path}`, headers },
    { slack: `${receiver.url}/services/${path}` },
  ];
  for (const settings of all) {
    const repeated = `Cannot POST /${path}: k3y-in-the-query`;
    const body = 'webhook' in settings ? `${repeated} tok-5f1e0c` : repeated;
    receiver.faults.push({ answer: 404, body });
    const failure = await send(settings).catch(String);
    expect(failure).toContain('404 Not Found: Cannot POST /***?***: ***');
    expect(failure).not.toMatch(/t0ken|k3y|5f1e0c/);
  }
});
