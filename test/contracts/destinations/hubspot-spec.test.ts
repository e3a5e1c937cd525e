import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OutgoingRow, SyncMode } from '../../../connectors/destinations/define.ts';
import { destinationOf, objectOf } from '../../../connectors/destinations/registry.ts';
import { unthrottled } from '../../../connectors/destinations/throttle.ts';
import { HubspotServer } from '../../simulators/hubspot.ts';
import { type Prism, specFile, specsFolder, unchecked, validatingProxy } from './prism.ts';
import { contextOf } from './sending.ts';

const file = specFile('hubspot/hubspot-crm.derived-from-sdk-13.5.0.json');

if (file === undefined) {
  test(`HubSpot's specification is not at ${specsFolder}, so the simulator alone stands for it`, async () => {
    const server = await HubspotServer.start();
    expect((await fetch(`${server.url}/crm/v3/schemas`)).status).toBe(401);
    await server.close();
  });
} else {
  describe("requests and the simulator's answers are those of HubSpot's specification", () => {
    const hubspot = destinationOf('hubspot');
    let server: HubspotServer;
    let proxy: Prism;
    let client: unknown;

    beforeAll(async () => {
      process.env.WEFT_EGRESS_ALLOW = '127.0.0.1';
      server = await HubspotServer.start();
      proxy = await validatingProxy(file, server.url);
      const config = hubspot.config.parse({ access_token: server.token, api_url: proxy.url });
      client = await hubspot.connect(config, { ...contextOf('upsert'), throttle: unthrottled });
      return async () => {
        await proxy.stop();
        await server.close();
      };
    });
    afterAll(() => expect(server.requests.length).toBeGreaterThan(10));

    const perform = (slug: string, given: object, mode: SyncMode, rows: OutgoingRow[]) => {
      const object = objectOf(hubspot, slug);
      return object.perform(rows, client, object.options.parse(given), contextOf(mode));
    };
    const rowsOf = (keys: string[], operation: OutgoingRow['operation'], fields: object = {}) =>
      keys.map((key): OutgoingRow => ({ key, operation, fields: { ...fields } }));
    const accepted = [{ status: 'accepted' }, { status: 'accepted' }];

    test('all bodies that are sent are checked', async () => {
      expect(
        await unchecked(file, '/batch/(read|create|update|upsert|archive)$|add-and-remove|search'),
      ).toEqual([]);
    });

    test.each([
      ['contacts', {}, ['a@x.org', 'b@x.org'], { firstname: 'A', orders: 3, vip: true, lastname: null }],
      ['companies', { match: 'account_id' }, ['1', '2'], { name: 'X', about: null }],
      ['custom', { type: 'p42_subscriptions', match: 'subscription_id' }, ['1', '2'], { plan: 'pro' }],
    ])('%s', async (slug, given, keys, fields) => {
      expect(await perform(slug, given, 'insert', rowsOf(keys, 'create', fields))).toEqual(accepted);
      expect(await perform(slug, given, 'upsert', rowsOf(keys, 'update', fields))).toEqual(accepted);
      expect(await perform(slug, given, 'update', rowsOf(keys, 'update', fields))).toEqual(accepted);
      const object = objectOf(hubspot, slug);
      const options = object.options.parse(given);
      const names = Object.keys(fields);
      expect((await object.read?.(keys, names, client, options, contextOf('upsert')))?.size).toBe(2);
      expect((await object.fields?.(client, options, contextOf('upsert')))?.length).toBeGreaterThan(2);
      expect(await perform(slug, given, 'mirror', rowsOf(keys, 'delete'))).toEqual(accepted);
    });

    test('members of a list', async () => {
      const keys = ['m@x.org', 'n@x.org'];
      for (const email of keys) server.add('contacts', { email });
      expect(await perform('list', { list: '7' }, 'audience', rowsOf(keys, 'create'))).toEqual(accepted);
      expect(await perform('list', { list: '7' }, 'audience', rowsOf(keys, 'delete'))).toEqual(accepted);
    });

    test('a request that is not valid, and an answer that is not, are refused', async () => {
      const body = JSON.stringify({ inputs: [{ id: 1, properties: { firstname: 3 } }] });
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${server.token}` };
      const path = `${proxy.url}/crm/v3/objects/contacts/batch/upsert`;
      expect((await fetch(path, { method: 'POST', headers, body })).status).toBe(422);
      server.faults.push({ answer: 200, body: '{"results": 3}' });
      expect((await fetch(`${proxy.url}/crm/v3/properties/contacts`, { headers })).status).toBe(500);
    });
  });
}
