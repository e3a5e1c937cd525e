import type { TraitKey } from '../../../models/workspace/kinds/trait.ts';
import type { Messages } from '../../i18n/locales.ts';

export type FieldLabel = keyof Messages['traits']['fields'];

/** How a setting is entered. Columns are those of the trait's rows, or of the entity that a setting names. */
export type Control =
  | { as: 'column'; only?: 'number' | 'time'; of?: 'entity' }
  | { as: 'trait' | 'traits' | 'golden' | 'group' | 'entity' | 'duration' | 'event' | 'events' | 'texts' }
  | { as: 'measure' | 'filter' | 'levels' | 'formula' | 'sql' }
  | { as: 'number'; least?: number; most?: number; whole?: boolean }
  | { as: 'choice'; options: readonly string[] };

export interface Field {
  /** Below the trait's kind; empty where the kind is the setting itself. */
  path: readonly string[];
  label: FieldLabel;
  control: Control;
  optional?: boolean;
}

export interface KindForm {
  /** What a trait of the kind begins from. */
  initial: unknown;
  fields: readonly Field[];
  /** Whether it reads rows, and which. */
  rows: 'any' | 'events' | null;
  /** Whether it looks at all time and takes no window. */
  unbounded?: boolean;
}

const field = (name: string, label: FieldLabel, control: Control, optional?: 'optional'): Field => ({
  ...{ path: name === '' ? [] : name.split('.'), label, control },
  ...(optional ? { optional: true } : {}),
});

const number = { as: 'column', only: 'number' } as const;
const support = { as: 'number', least: 1, whole: true } as const;

/** The form of every kind of trait, in the words of its grammar. */
export const kindForms: Record<TraitKey, KindForm> = {
  measure: { rows: 'any', initial: 'count', fields: [field('', 'measure', { as: 'measure' })] },
  ratio: {
    rows: 'any',
    initial: { of: { measure: 'count', where: {} }, to: { measure: 'count' } },
    fields: [
      field('of.measure', 'ratioOf', { as: 'measure' }),
      field('of.where', 'ratioOfWhere', { as: 'filter' }, 'optional'),
      field('to.measure', 'ratioTo', { as: 'measure' }),
      field('to.where', 'ratioToWhere', { as: 'filter' }, 'optional'),
    ],
  },
  formula: { rows: null, initial: '', fields: [field('', 'formula', { as: 'formula' })] },
  tier: {
    rows: null,
    initial: { of: '', levels: { bronze: 0, silver: 500, gold: 2000 } },
    fields: [field('of', 'ofTrait', { as: 'trait' }), field('levels', 'levels', { as: 'levels' })],
  },
  percentile_of: { rows: null, initial: '', fields: [field('', 'ofTrait', { as: 'trait' })] },
  roll_up: {
    rows: null,
    initial: { of: '', by: '', measure: 'sum' },
    fields: [
      field('measure', 'rollUpMeasure', { as: 'choice', options: ['sum', 'avg', 'min', 'max', 'count'] }),
      field('of', 'ofTrait', { as: 'trait' }),
      field('by', 'groupBy', { as: 'group' }),
    ],
  },
  rfm: { rows: 'any', initial: { amount: '' }, fields: [field('amount', 'amount', number)] },
  lifecycle: {
    rows: 'any',
    unbounded: true,
    initial: { active: '180 days', at_risk: '365 days' },
    fields: [
      field('active', 'activeFor', { as: 'duration' }),
      field('at_risk', 'atRiskUntil', { as: 'duration' }),
      field('new', 'newFor', { as: 'duration' }, 'optional'),
    ],
  },
  affinity: {
    rows: 'any',
    initial: { by: '', half_life: '90 days' },
    fields: [
      field('by', 'preferenceBy', { as: 'column' }),
      field('half_life', 'halfLife', { as: 'duration' }),
      field('weight', 'weight', number, 'optional'),
    ],
  },
  sessions: {
    rows: 'any',
    initial: { gap: '30 minutes' },
    fields: [field('gap', 'gap', { as: 'duration' })],
  },
  cart_abandonment: {
    rows: 'events',
    initial: { cart: [], order: [], within: '1 day' },
    fields: [
      field('cart', 'cartEvents', { as: 'events' }),
      field('order', 'orderEvents', { as: 'events' }),
      field('within', 'orderWithin', { as: 'duration' }),
    ],
  },
  response_rate: {
    rows: 'events',
    initial: { sent: [], response: [], match: '', within: '7 days' },
    fields: [
      field('sent', 'sentEvents', { as: 'events' }),
      field('response', 'responseEvents', { as: 'events' }),
      field('match', 'match', { as: 'column' }),
      field('within', 'responseWithin', { as: 'duration' }),
      field('by', 'rateBy', { as: 'column' }, 'optional'),
      field('values', 'rateValues', { as: 'texts' }, 'optional'),
    ],
  },
  support: {
    rows: 'any',
    initial: { closed: '' },
    fields: [
      field('closed', 'closedAt', { as: 'column', only: 'time' }),
      field('satisfaction', 'satisfaction', number, 'optional'),
    ],
  },
  nps: { rows: 'any', initial: { score: '' }, fields: [field('score', 'score', number)] },
  nearest: {
    rows: null,
    initial: { entity: '', latitude: '', longitude: '', person: { latitude: '', longitude: '' } },
    fields: [
      field('entity', 'places', { as: 'entity' }),
      field('latitude', 'placeLatitude', { as: 'column', of: 'entity' }),
      field('longitude', 'placeLongitude', { as: 'column', of: 'entity' }),
      field('person.latitude', 'personLatitude', { as: 'golden' }),
      field('person.longitude', 'personLongitude', { as: 'golden' }),
      field('name', 'placeName', { as: 'column', of: 'entity' }, 'optional'),
      field('region', 'placeRegion', { as: 'column', of: 'entity' }, 'optional'),
      field('within_km', 'withinKm', { as: 'number', least: 0 }, 'optional'),
    ],
  },
  purchases: {
    rows: 'any',
    unbounded: true,
    initial: { horizon: '90 days' },
    fields: [
      field('amount', 'amount', number, 'optional'),
      field('horizon', 'horizon', { as: 'duration' }),
      field('unit', 'unit', { as: 'choice', options: ['day', 'week'] }, 'optional'),
    ],
  },
  next_best: {
    rows: 'any',
    initial: { basket: '', item: '' },
    fields: [
      field('basket', 'basket', { as: 'column' }),
      field('item', 'item', { as: 'column' }),
      field('min_support', 'minBaskets', support, 'optional'),
    ],
  },
  recommended: {
    rows: 'any',
    initial: { item: '', category: '' },
    fields: [
      field('item', 'item', { as: 'column' }),
      field('category', 'category', { as: 'column' }),
      field('half_life', 'halfLife', { as: 'duration' }, 'optional'),
      field('limit', 'howMany', { as: 'number', least: 1, most: 10, whole: true }, 'optional'),
      field('min_support', 'minPeople', support, 'optional'),
    ],
  },
  propensity: {
    rows: null,
    initial: { did: '', within: '30 days', from: [] },
    fields: [
      field('did', 'didEvent', { as: 'event' }),
      field('within', 'horizon', { as: 'duration' }),
      field('from', 'fromTraits', { as: 'traits' }),
      field('where', 'didWhere', { as: 'filter' }, 'optional'),
      field('penalty', 'penalty', { as: 'number', least: 0 }, 'optional'),
    ],
  },
  sql: {
    rows: null,
    initial: 'select weft_id, count(*) as value\nfrom {events}\ngroup by weft_id',
    fields: [field('', 'statement', { as: 'sql' })],
  },
};

/** Kinds by what they are for, as the picker groups them. */
export const kindGroups = {
  count: ['measure', 'ratio', 'sessions'],
  derive: ['formula', 'tier', 'percentile_of', 'roll_up', 'sql'],
  customer: ['rfm', 'lifecycle', 'affinity', 'support', 'nps', 'nearest'],
  channel: ['cart_abandonment', 'response_rate'],
  predict: ['purchases', 'next_best', 'recommended', 'propensity'],
} as const satisfies Record<string, readonly TraitKey[]>;
