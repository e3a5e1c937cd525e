import { z } from 'zod';
import { defineObject, isRemoval } from '../define.ts';
import { bulk } from './bulk.ts';
import type { SalesforceClient } from './client.ts';
import { describe, fieldOf, isUsable } from './describe.ts';
import { findRecords } from './find.ts';
import { batchSize, deleteRows, writeRows } from './records.ts';
import { targetOf } from './target.ts';
import { normaliseKey } from './values.ts';

const apiName = z.string().regex(/^[A-Za-z]\w*$/, 'must be an API name, such as Contact or Plan__c');

const recordOptions = z.strictObject({
  type: apiName.describe('The API name of the object: Contact, Account, Subscription__c.'),
  match: apiName.describe(
    'The external id field that records are known by, such as Weft_Id__c; Email for contacts; or Id.',
  ),
});

export const record = defineObject<SalesforceClient, z.infer<typeof recordOptions>>({
  slug: 'record',
  title: 'Records of an object',
  options: recordOptions,
  modes: ['insert', 'update', 'upsert', 'mirror'],
  batchSize: () => batchSize,
  async fields(client, { type }, { signal }) {
    const fields = await describe(client, type, signal);
    return [...fields.values()].filter(isUsable).map(fieldOf);
  },
  async perform(rows, client, options, context) {
    context.signal.throwIfAborted();
    const [first] = rows;
    if (first === undefined) return [];
    const target = await targetOf(client, options, context.signal);
    return isRemoval(first)
      ? deleteRows(rows, client, target, context.signal)
      : writeRows(rows, client, target, context);
  },
  bulk,
  async read(keys, fields, client, options, { signal }) {
    const target = await targetOf(client, options, signal);
    const found = await findRecords(keys, fields, client, target, signal);
    return new Map(
      keys.flatMap((key) => {
        const [record] = found.get(normaliseKey(key, target.match)) ?? [];
        if (record === undefined) return [];
        return [[key, Object.fromEntries(fields.map((name) => [name, record[name] ?? null]))]];
      }),
    );
  },
});
