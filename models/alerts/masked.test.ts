import { expect, test } from 'vitest';
import { maskedCause, maskedError } from './masked.ts';

const masked = (cause: string, fields: Record<string, unknown> = {}, key = 'k') =>
  maskedCause({ cause, samples: [{ key, reason: '', fields: JSON.stringify(fields) }] });

test.each([
  // What was sent comes back in an answer.
  ['Zaida Quellmann is blocked', { name: 'Zaida Quellmann' }, '… is blocked'],
  ['no Zaida', { home: { names: ['Zaida'] } }, 'no …'],
  ['the city Köln is not one', { city: 'Köln' }, 'the city … is not one'],
  // What a mapping could not make is in no field.
  ['age: "old" is not an integer', {}, 'age: "…" is not an integer'],
  ['born: "Anna Maria Berg" is not a date', {}, 'born: "…" is not a date'],
  // The vendor's own words stay.
  [
    '… Unprocessable Entity: {"error":"the mailbox is gone"}',
    { email: 'zaida@mail.example' },
    '… Unprocessable Entity: {"error":"the mailbox is gone"}',
  ],
  ['{"error":"bad","value":"Zaida"}', {}, '{"error":"…","value":"…"}'],
  ['INVALID_FIELD: no', { note: 'no' }, 'INVALID_FIELD: no'],
])('the cause %s', (cause, fields, expected) => {
  expect(masked(cause, fields)).toBe(expected);
});

test('a key of two letters tears up no text, and sample rows may be gone', () => {
  expect(masked('ok is not ok', {}, 'ok')).toBe('ok is not ok');
  expect(maskedCause({ cause: 'a b', samples: [{ key: null, reason: '', fields: null }] })).toBe('a b');
});

test.each([
  [
    "Conversion Error: Could not convert string 'Zaida' to INT32",
    'Conversion Error: Could not convert string … to INT32',
  ],
  ["Numeric value 'Zaida' is not recognized", 'Numeric value … is not recognized'],
  ['invalid input syntax for type integer: "Zaida"', 'invalid input syntax for type integer: …'],
  ['Bad int64 value: Zaida', 'Bad int64 value: …'],
  ['no row of zaida@mail.example', 'no row of …'],
  ['column "emial" is not there in raw.people', 'column "emial" is not there in raw.people'],
  ['https://ads.example answered 401 Unauthorized', 'https://ads.example answered 401 Unauthorized'],
  ['1\n2\n\n3\n4', '1\n2\n3'],
])('the error %s', (message, expected) => {
  expect(maskedError(message)).toBe(expected);
});
