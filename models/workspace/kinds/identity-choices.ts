/** How values of identifiers are compared. */
export const normalizers = [
  'plain',
  'lower',
  'upper',
  'digits',
  'email',
  'phone',
  'device_id',
  'sha256',
  'name',
  'postcode',
  'card_end',
  'card_expiry',
] as const;

/** Which of several values a golden column keeps. */
export const survivorship = [
  'most_recent',
  'oldest',
  'most_frequent',
  'source_priority',
  'longest',
  'max',
  'min',
] as const;
