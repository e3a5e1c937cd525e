import { describe, expect, test } from 'vitest';
import { useWarehouse } from '../../fixtures/use-warehouse.ts';
import { warehouseNames } from '../../fixtures/warehouses.ts';
import { ago, buildPersons, traitsByPerson } from './persons.ts';

/** Ten customers, so that a fifth is two: each day of the last order, orders and spent total is theirs alone. */
const customers = Array.from({ length: 10 }, (_, index) => `c${index}`);

describe.each(warehouseNames)('on %s', (name) => {
  const weft = useWarehouse(name);

  test('rfm scores customers in fifths and names their group', async () => {
    await buildPersons(weft, {
      people: { columns: { id: 'text' }, rows: [...customers, 'nobody'].map((id) => ({ id })) },
      tables: {
        orders: {
          columns: { id: 'text', person: 'text', total: 'decimal', status: 'text', ordered: 'timestamp' },
          // c0 bought last, most often and for most; c9 long ago, once and for least.
          rows: [
            ...customers.flatMap((person, rank) =>
              Array.from({ length: 10 - rank }, (_, n) => ({
                id: `${person}-${n}`,
                person,
                total: String(100 - rank * 10),
                status: 'paid',
                ordered: ago(rank * 10 + n),
              })),
            ),
            { id: 'refund', person: 'nobody', total: '900', status: 'refunded', ordered: ago(0) },
          ],
        },
      },
      resources: [
        {
          kind: 'entity',
          slug: 'orders',
          table: 'raw.orders',
          key: 'id',
          time: 'ordered',
          person: { type: 'id', column: 'person' },
        },
        { kind: 'trait', slug: 'rfm', from: 'orders', rfm: { amount: 'total' }, where: { status: 'paid' } },
        {
          kind: 'trait',
          slug: 'spent',
          from: 'orders',
          measure: { sum: 'total' },
          where: { status: 'paid' },
        },
        {
          kind: 'trait',
          slug: 'club',
          tier: { of: 'spent', levels: { silver: 100, bronze: 20, gold: 500 } },
        },
        {
          kind: 'trait',
          slug: 'ninth',
          from: 'orders',
          measure: { percentile: { column: 'total', at: 0.9 } },
        },
        { kind: 'trait', slug: 'has_next', formula: '{club_next} is not null' },
        { kind: 'trait', slug: 'whole', formula: '{spent} / {spent}' },
        { kind: 'trait', slug: 'endless', formula: '1 + {spent} / ({spent} - {spent})' },
      ],
    });
    const columns = ['rfm', 'rfm_group', 'rfm_recency', 'club', 'club_next', 'club_to_next', 'club_progress'];
    const found = await traitsByPerson(weft, [...columns, 'ninth', 'has_next', 'whole', 'endless']);
    expect(Object.keys(found).sort()).toEqual([...customers, 'nobody']);
    expect(customers.map((id) => found[id]?.rfm)).toEqual([
      '555',
      '555',
      '444',
      '444',
      '333',
      '333',
      '222',
      '222',
      '111',
      '111',
    ]);
    expect(customers.map((id) => found[id]?.rfm_group)).toEqual([
      ...['champions', 'champions', 'loyal', 'loyal', 'need_attention', 'need_attention'],
      ...['hibernating', 'hibernating', 'lost', 'lost'],
    ]);
    expect(found.nobody).toMatchObject({ rfm: null, rfm_group: null, rfm_recency: null, ninth: '900' });
    // c0 spent 1000, c7 3 times 30, c8 2 times 20, c9 10; nobody's is refunded.
    expect(found.c0).toMatchObject({ club: 'gold', club_next: null, club_to_next: null, club_progress: 1 });
    expect(found.c7).toMatchObject({
      club: 'bronze',
      club_next: 'silver',
      club_to_next: 10,
      club_progress: 0.875,
    });
    expect(found.c9).toMatchObject({
      club: null,
      club_next: 'bronze',
      club_to_next: 10,
      club_progress: null,
    });
    expect(found.c0?.has_next).toBe(false);
    expect(found.c0).toMatchObject({ whole: 1, endless: null });
    // Nobody spent nothing, so the whole is a division by zero too.
    expect(found.nobody).toMatchObject({ whole: null, endless: null });
  });

  test('first and last go by the time, then by the least key, of the rows that have a value', async () => {
    const at = (day: number | null) => (day === null ? null : ago(day));
    const row = (person: string, id: string, day: number | null, channel: string | null) => ({
      ...{ id, person, channel },
      ordered: at(day),
    });
    await buildPersons(weft, {
      people: { columns: { id: 'text' }, rows: ['tied', 'mute', 'mixed'].map((id) => ({ id })) },
      tables: {
        orders: {
          columns: { id: 'text', person: 'text', channel: 'text', ordered: 'timestamp' },
          rows: [
            row('tied', 'b', 5, 'app'),
            row('tied', 'a', 5, 'web'),
            row('tied', 'c', 5, 'store'),
            row('mute', 'a', 1, null),
            row('mixed', 'a', null, 'never'),
            row('mixed', 'b', 9, null),
            row('mixed', 'c', 7, 'early'),
            row('mixed', 'd', 3, 'late'),
            row('mixed', 'e', 1, null),
          ],
        },
      },
      resources: [
        {
          ...{ kind: 'entity', slug: 'orders', table: 'raw.orders', key: 'id', time: 'ordered' },
          person: { type: 'id', column: 'person' },
        },
        { kind: 'trait', slug: 'first_channel', from: 'orders', measure: { first: 'channel' } },
        { kind: 'trait', slug: 'last_channel', from: 'orders', measure: { last: 'channel' } },
        {
          ...{ kind: 'trait', slug: 'last_not_late', from: 'orders', measure: { last: 'channel' } },
          where: { channel: { neq: 'late' } },
        },
      ],
    });
    expect(await traitsByPerson(weft, ['first_channel', 'last_channel', 'last_not_late'])).toEqual({
      tied: { first_channel: 'web', last_channel: 'web', last_not_late: 'web' },
      mute: { first_channel: null, last_channel: null, last_not_late: null },
      mixed: { first_channel: 'early', last_channel: 'late', last_not_late: 'early' },
    });
  });
});
