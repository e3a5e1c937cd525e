import { expect, test } from 'vitest';
import { batchesOf } from './batches.ts';
import { joined } from './journal.ts';

async function* pages() {
  for (const places of [
    [11, 12, 13],
    [14, 15, 16, 17, 18],
  ])
    yield places.map((place) => ({ place, key: `k${place}`, operation: 'create', fields: '{}' }));
}

/** Offset and places of each batch, of rows that have an answer at these places. */
async function batches(answered: readonly number[]): Promise<[number, number[]][]> {
  const found: [number, number[]][] = [];
  const settings = { firstPlace: 11, size: 4, answered: (place: number) => answered.includes(place) };
  for await (const { offset, rows } of batchesOf(pages(), settings))
    found.push([offset, rows.map(({ place }) => place)]);
  return found;
}

test('batches are bounded by places, whatever was answered before', async () => {
  expect(await batches([])).toEqual([
    [0, [11, 12, 13, 14]],
    [4, [15, 16, 17, 18]],
  ]);
  expect(await batches([11, 12, 13, 14])).toEqual([[4, [15, 16, 17, 18]]]);
});

test('a row keeps its offset, by which the receiver knows it, where others of its batch were answered', async () => {
  expect(await batches([12, 15, 18])).toEqual([
    [0, [11]],
    [2, [13, 14]],
    [5, [16, 17]],
  ]);
});

test('places that two attempts acknowledged are acknowledged once', () => {
  const at = new Date(0);
  const range = (chunk: number, attempt: number, firstPlace: number, lastPlace: number) => ({
    ...{ chunk, attempt, firstPlace, lastPlace, at },
  });
  const ranges = [
    range(1, 2, 5, 12),
    range(1, 1, 1, 4),
    range(1, 1, 5, 8),
    range(1, 2, 6, 7),
    range(2, 1, 13, 14),
    range(1, 3, 20, 21),
  ];
  expect(joined(ranges).map((each) => [each.chunk, each.attempt, each.firstPlace, each.lastPlace])).toEqual([
    [1, 1, 1, 4],
    [1, 2, 5, 12],
    [1, 3, 20, 21],
    [2, 1, 13, 14],
  ]);
});
