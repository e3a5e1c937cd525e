import { expect, test } from 'vitest';
import { parseResource } from '../workspace/parse-resource.ts';
import { type Kind, Workspace } from '../workspace/resource.ts';
import { agentView } from './agent-view.ts';

const declared = (kind: Kind, spec: object) => {
  const parsed = parseResource(kind, { kind, ...spec });
  if (parsed.resource === null) throw new Error(JSON.stringify(parsed.problems));
  return parsed.resource;
};
const person = { type: 'email', column: 'mail' };
const orders = declared('entity', {
  slug: 'bookings',
  table: 'raw.bookings',
  key: 'id',
  time: 'booked_at',
  person,
  columns: { price: { kind: 'money' } },
});
const lines = declared('entity', {
  slug: 'nights',
  table: 'raw.nights',
  key: 'id',
  time: 'booking.booked_at',
  joins: { booking: { entity: 'bookings', on: 'id' } },
  columns: { price: { kind: 'money' } },
});
const cases = declared('entity', {
  slug: 'cases',
  table: 'raw.cases',
  key: 'id',
  time: 'at',
  person,
});
const trait = (slug: string, spec: object) => declared('trait', { slug, ...spec });

test('what an agent looks for is found by what it is, whatever it is called', () => {
  const view = agentView(
    new Workspace([
      orders,
      lines,
      cases,
      trait('lately', { from: 'bookings', measure: { sum: 'price' }, within: '90 days' }),
      trait('ever', { from: 'bookings', measure: { sum: 'price' } }),
      trait('stays', { from: 'bookings', measure: 'count' }),
      trait('unsolved', { from: 'cases', measure: 'count', where: { stage: { in: ['new', 'open'] } } }),
      trait('all_cases', { from: 'cases', measure: 'count' }),
      trait('level', { tier: { of: 'ever', levels: { blue: 0 } } }),
      trait('likes', { from: 'bookings', affinity: { by: 'city', half_life: '90 days' } }),
      trait('offer', { from: 'nights', next_best: { basket: 'id', item: 'room' } }),
      trait('soon', { from: 'bookings', purchases: { horizon: '30 days' } }),
    ]),
  );
  const slugs = (of: { slug: string }[]) => of.map(({ slug }) => slug);
  expect(slugs(view.value)).toEqual(['ever', 'lately']);
  expect(slugs(view.standing)).toEqual(['level']);
  expect(slugs(view.offers)).toEqual(['offer', 'likes']);
  expect(slugs(view.expected)).toEqual(['soon']);
  expect(slugs(view.tickets)).toEqual(['unsolved']);
  expect(view.bought.map(({ entity, time, amount }) => [entity.slug, time, amount])).toEqual([
    ['bookings', 'booked_at', 'price'],
  ]);
});

test('a trait of support says which tickets are open before a count does', () => {
  const view = agentView(
    new Workspace([
      cases,
      trait('open_cases', { from: 'cases', measure: 'count', where: { stage: 'open' } }),
      trait('service', { from: 'cases', support: { closed: 'closed_at' } }),
    ]),
  );
  expect(view.tickets.map(({ slug }) => slug)).toEqual(['service']);
});

test('a workspace that declares none of it has none of it', () => {
  expect(agentView(new Workspace([]))).toEqual({
    ...{ value: [], standing: [], tiers: [], offers: [], expected: [], bought: [], tickets: [] },
  });
});
