import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { SalesforceServer } from '../../simulators/salesforce.ts';
import { specFile, specsFolder } from './prism.ts';

const file = specFile('salesforce/TestUpsert.test_upsert_complex_external_id_field__rest.yaml');

const recordingSchema = z.object({
  interactions: z.array(
    z.object({
      request: z.object({ method: z.string(), uri: z.string() }).optional(),
      response: z.object({ body: z.object({ string: z.string() }) }).optional(),
    }),
  ),
});

/** The names and kinds in a document, of a list those of its first element. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shapeOf(inner)]));
}

/** The simulator's answers to an upsert and to a query that finds its record. */
async function simulated(): Promise<{ upsert: unknown; query: unknown }> {
  const server = await SalesforceServer.start();
  const grant = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: server.clientId,
    client_secret: server.clientSecret,
  });
  const login = await fetch(`${server.url}/services/oauth2/token`, { method: 'POST', body: grant });
  const { access_token } = z.object({ access_token: z.string() }).parse(await login.json());
  const headers = { authorization: `Bearer ${access_token}` };
  const api = `${server.url}/services/data/v62.0`;
  const record = { attributes: { type: 'Contact' }, Weft_Id__c: '1', LastName: 'Bluth', Email: 'gob@x.org' };
  const body = JSON.stringify({ allOrNone: false, records: [record] });
  const path = `${api}/composite/sobjects/Contact/Weft_Id__c`;
  const upsert: unknown = await (await fetch(path, { method: 'PATCH', headers, body })).json();
  const soql = encodeURIComponent("SELECT Email FROM Contact WHERE Weft_Id__c IN ('1')");
  const query: unknown = await (await fetch(`${api}/query?q=${soql}`, { headers })).json();
  await server.close();
  return { upsert, query };
}

if (file === undefined) {
  test(`no recorded sessions are at ${specsFolder}, so the simulator's answers have the documented shape`, async () => {
    expect(shapeOf((await simulated()).upsert)).toEqual([
      { id: 'string', success: 'boolean', errors: [], created: 'boolean' },
    ]);
  });
} else {
  test("the simulator's answers have the shape of those that Salesforce once gave", async () => {
    const { interactions } = recordingSchema.parse(parse(await readFile(file, 'utf8')));
    const answered = (method: string, address: string): unknown => {
      const found = interactions.find(
        ({ request }) => request?.method === method && request.uri.includes(address),
      );
      return JSON.parse(found?.response?.body.string ?? '');
    };
    const { upsert, query } = await simulated();
    expect(shapeOf(upsert)).toEqual(shapeOf(answered('PATCH', '/composite/sobjects/Contact/')));
    expect(shapeOf(query)).toEqual(shapeOf(answered('GET', 'select+Email+from+Contact')));
  });
}
