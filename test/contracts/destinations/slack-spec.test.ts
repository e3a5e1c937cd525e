import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { CallContext } from '../../../connectors/destinations/define.ts';
import { destinationOf, objectOf } from '../../../connectors/destinations/registry.ts';
import { sendRows } from '../../../connectors/destinations/send.ts';
import { unthrottled } from '../../../connectors/destinations/throttle.ts';
import { type Prism, servePrism, specFile, specsFolder } from './prism.ts';

const file = specFile('slack', 'slack_web_openapi_v2.json');
const parameter = z.looseObject({ name: z.string() });
const operation = z.looseObject({ parameters: z.array(parameter) });
const description = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), operation)) });

/**
 * The methods that Weft calls and that are described as they are called. The description is of 2021 and wants the
 * token as a parameter as well; since then it goes into the Authorization header, which stays demanded.
 */
async function described(path: string) {
  const all = description.parse(JSON.parse(await readFile(path, 'utf8')));
  const paths = Object.entries(all.paths)
    .filter(([name]) => ['/chat.postMessage', '/users.lookupByEmail', '/conversations.list'].includes(name))
    .map(([name, operations]) => {
      const mended = Object.entries(operations).map(([method, { parameters, ...rest }]) => {
        return [method, { ...rest, parameters: parameters.filter(({ name }) => name !== 'token') }];
      });
      return [name, Object.fromEntries(mended)];
    });
  return { ...all, paths: Object.fromEntries(paths) };
}

if (file === undefined) {
  test(`Slack is not compared with its published description: ${specsFolder} has none`, () => {
    expect(existsSync(`${specsFolder}/slack/slack_web_openapi_v2.json`)).toBe(false);
  });
} else {
  describe('by Slack’s published description', () => {
    const destination = destinationOf('slack');
    const context: CallContext = { signal: AbortSignal.timeout(120_000), scratch: '/nowhere' };
    let prism: Prism;
    let client: unknown;

    beforeAll(async () => {
      process.env.WEFT_EGRESS_ALLOW = '127.0.0.1';
      prism = await servePrism(await described(file));
      const config = destination.config.parse({ token: 'xoxb-1-2-token', api_url: prism.url });
      client = await destination.connect(config, { ...context, throttle: unthrottled });
    });
    afterAll(() => prism.stop());

    test.each([
      ['POST', '/chat.postMessage', 'text=hello', { authorization: 'Bearer x' }, 422],
      [
        'POST',
        '/chat.postMessage',
        'channel=C1&text=hello&mrkdwn=perhaps',
        { authorization: 'Bearer x' },
        422,
      ],
      ['POST', '/chat.postMessage', 'channel=C1&text=hello', {}, 401],
      ['GET', '/users.lookupByEmail', undefined, { authorization: 'Bearer x' }, 422],
    ])('Prism refuses what does not fit: %s %s %s', async (method, path, body, headers, status) => {
      const response = await fetch(`${prism.url}${path}`, {
        method,
        body: body ?? null,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      });
      expect(response.status).toBe(status);
    });

    test('channels are read as they are described', async () => {
      const found = (await destination.discover?.(client, context)) ?? [];
      expect(found).toContainEqual({
        object: 'message',
        options: { channel: 'C012AB3CD' },
        title: '#general',
      });
    });

    test.each<[string, object]>([
      ['message', { channel: 'C1', text: 'hello {{row.fields.name}}' }],
      ['message', { to: 'user_by_email', text: 'hello' }],
      [
        'message',
        {
          channel: 'C1',
          blocks: '[{"type": "section", "text": {"type": "mrkdwn", "text": {{json row.key}} } }]',
        },
      ],
      ['summary', { channel: 'C1' }],
    ])('%s %j is taken', async (slug, given) => {
      const object = objectOf(destination, slug);
      const rows = ['ann@acme.example', 'bob@acme.example'].map((key) => {
        return { key, operation: 'create' as const, fields: { name: 'Zoë & <Ann> 👩‍👧\n"x"' } };
      });
      const results = await sendRows(rows, {
        object,
        client,
        options: object.options.parse(given),
        context: { ...context, runId: 'run-1', sync: 'vips', mode: 'events', chunk: 0, fields: ['name'] },
      });
      expect(results).toEqual(rows.map(() => ({ status: 'accepted' })));
    });
  });
}
