/** Forms of a text that say what it is. */
export const looks = {
  email: `^[^@\\s]+@[^@\\s]+\\.[^@\\s.]{2,}$`,
  phone: '^\\+?[0-9(][0-9 ()/.-]{5,18}$',
  /** With its country code. */
  dialled: '^(\\+|00)[1-9][0-9 ()/.-]{6,18}$',
  country: '^[A-Z]{2}$',
  uuid: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$',
  hash: '^([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$',
} as const;
export type Look = keyof typeof looks;
