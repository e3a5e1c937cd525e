import type { Normalizer } from '../../models/workspace/kinds/identity.ts';

/** Why a value joined nothing. */
export const ruleWords: Record<string, { short: string; long: string }> = {
  full: {
    short: 'Carried by too many records',
    long: 'More records carry the value than its type allows, so it says nothing about who they are.',
  },
  limit: {
    short: 'Would exceed a limit',
    long: 'Joining on it would give one person more values of a type than that type allows.',
  },
  undecided: {
    short: 'Left undecided',
    long: 'The rounds of a refresh ran out before the value was decided; what it would join stays apart.',
  },
};

export const changeWords: Record<string, string> = {
  created: 'New person',
  merged: 'Joined into one',
  split: 'Split off',
  moved: 'Records moved',
  retired: 'No longer exists',
};

export const normalizerWords: Record<Normalizer, string> = {
  plain: 'As it is',
  lower: 'Lower case',
  upper: 'Upper case',
  digits: 'Digits only',
  email: 'E-mail address',
  phone: 'Phone number',
  device_id: 'Device id',
  sha256: 'SHA-256, hashed elsewhere',
  name: 'Name of a person',
  postcode: 'Postal code',
  card_end: 'Last four digits of a card',
  card_expiry: 'Expiry of a card',
};
