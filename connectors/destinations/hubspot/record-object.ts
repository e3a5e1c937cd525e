import type { z } from 'zod';
import { defineObject, isRemoval, type ObjectDefinition } from '../define.ts';
import { batchSize, type Target } from './batch.ts';
import type { HubspotClient } from './client.ts';
import { fieldsOf } from './properties.ts';
import { archiveRows, findRecords, writeRows } from './records.ts';
import { emptied, normaliseKey } from './values.ts';

interface Shape<Options> {
  slug: string;
  title: string;
  options: z.ZodType<Options>;
  target(options: Options): Target;
}

/** Records of one type, which all HubSpot's objects keep alike. */
export function recordObject<Options>(shape: Shape<Options>): ObjectDefinition<HubspotClient, Options> {
  return defineObject({
    slug: shape.slug,
    title: shape.title,
    options: shape.options,
    modes: ['insert', 'update', 'upsert', 'mirror', 'archive'],
    batchSize: () => batchSize,
    clear: emptied,
    fields: (client, options, { signal }) => fieldsOf(client, shape.target(options).type, signal),
    async perform(rows, client, options, context) {
      context.signal.throwIfAborted();
      const [first] = rows;
      if (first === undefined) return [];
      const target = shape.target(options);
      return isRemoval(first)
        ? archiveRows(rows, client, target, context.signal)
        : writeRows(rows, client, target, context);
    },
    async read(keys, fields, client, options, { signal }) {
      const target = shape.target(options);
      const found = await findRecords(keys, fields, client, target, signal);
      return new Map(
        keys.flatMap((key) => {
          const record = found.get(normaliseKey(key, target.match));
          if (record === undefined) return [];
          return [[key, Object.fromEntries(fields.map((name) => [name, record.properties[name] ?? null]))]];
        }),
      );
    },
  });
}
