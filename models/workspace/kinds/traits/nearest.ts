import { z } from 'zod';
import { columnName, slug } from '../shared.ts';
import { type Output, traitKindOf } from './kind.ts';

/**
 * The row of an entity, such as a store, that is nearest to a person by great circle. Of equally near ones the least
 * key. A person without a valid place, or with nothing within `within_km`, has none.
 */
export const nearest = traitKindOf({
  schema: z.strictObject({
    entity: slug,
    /** Columns of the entity, in degrees. */
    latitude: columnName,
    longitude: columnName,
    name: columnName.optional(),
    region: columnName.optional(),
    /** Golden columns. */
    person: z.strictObject({ latitude: slug, longitude: slug }),
    within_km: z.number().positive().optional(),
  }),
  reads: 'persons',
  outputs: ({ name, region }) => {
    const outputs: Output[] = [
      { suffix: '', kind: 'text', description: 'Key of the nearest row.' },
      { suffix: 'km', kind: 'double', description: 'Distance to it in kilometres.' },
    ];
    if (name !== undefined)
      outputs.push({ suffix: 'name', kind: 'text', description: 'Name of the nearest row.' });
    if (region !== undefined)
      outputs.push({ suffix: 'region', kind: 'text', description: 'Region of the nearest row.' });
    return outputs;
  },
  others: ({ entity, latitude, longitude, name, region }) => ({
    [entity]: [
      { column: latitude, numberFor: 'nearest', orText: true },
      { column: longitude, numberFor: 'nearest', orText: true },
      ...[name, region].flatMap((column) => (column === undefined ? [] : { column })),
    ],
  }),
});
