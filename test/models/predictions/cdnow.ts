import { readFileSync } from 'node:fs';
import { datasetFile } from '../../scenarios/datasets.ts';
import type { Given } from '../traits/persons.ts';

/** One line of the file: a customer of the sample, a day, for how much. */
const purchases = readFileSync(datasetFile('lifetimes/datasets/CDNOW_sample.txt'), 'utf8')
  .split(/\r?\n/)
  .map((line) => line.trim().split(/\s+/))
  .filter((fields) => fields.length === 5)
  .map(([, customer = '', date = '', , dollars = ''], index) => ({
    id: String(index + 1),
    person: customer,
    day: date.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3'),
    dollars,
  }));

/** The sample of CDNOW as of the end of September 1997, by its first so many customers. */
export function cdnow(most = Number.POSITIVE_INFINITY): Given {
  const people = [...new Set(purchases.map(({ person }) => person))].slice(0, most);
  const chosen = new Set(people);
  return {
    at: '1997-09-30T12:00:00Z',
    people: { columns: { id: 'text' }, rows: people.map((id) => ({ id })) },
    tables: {
      purchases: {
        columns: { id: 'text', person: 'text', day: 'date', dollars: 'decimal' },
        rows: purchases.filter(({ person }) => chosen.has(person)),
      },
    },
    resources: [
      {
        kind: 'entity',
        slug: 'purchases',
        table: 'raw.purchases',
        key: 'id',
        time: 'day',
        person: { type: 'id', column: 'person' },
      },
      {
        kind: 'trait',
        slug: 'buys',
        from: 'purchases',
        purchases: { amount: 'dollars', horizon: '39 weeks' },
      },
    ],
  };
}
