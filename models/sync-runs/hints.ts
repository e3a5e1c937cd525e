/** What a vendor's reason usually means, and what mends it; the first that matches is given. */
const hints: readonly (readonly [pattern: RegExp, hint: string])[] = [
  [
    /is required and has no value|required.*(missing|empty|field)|missing.*required|REQUIRED_FIELD|null value in column|not-null/i,
    'The destination wants a value here. Fill the column, give the field a default in the mapping, or leave such rows out of the source.',
  ],
  [
    /duplicate|already exists|unique constraint|DUPLICATE_VALUE|conflict/i,
    'Another record there has this value. Match by the field that both share, or merge the records at the destination.',
  ],
  [
    /not a number|not an integer|is not a date|is not a time|invalid (number|date|integer|input syntax)|wrong type|type mismatch/i,
    'The value is of another type than the field. Give the field a `type`, or correct the column.',
  ],
  [
    /invalid.*e-?mail|e-?mail.*(invalid|not valid)|INVALID_EMAIL|mailbox/i,
    'The address is not valid. Use `normalize: email` with `nulls: skip`, or correct it in the source.',
  ],
  [
    /too long|STRING_TOO_LONG|exceeds.*(length|limit)|value too long|at most \d+ (bytes|characters)/i,
    'The value is longer than the field. Shorten it with {{truncate column 255}}, or widen the field there.',
  ],
  [
    /not (one of|an allowed|a valid option)|invalid option|picklist|enum|INVALID_OR_NULL_FOR_RESTRICTED/i,
    'The field takes certain values only. Map to one of them, or add the value there.',
  ],
  [
    /(does not|doesn't) exist|no such (field|column|property)|unknown (field|property)|INVALID_FIELD/i,
    'What the row names is not there. Make it at the destination, or correct the mapping.',
  ],
  [/locked|UNABLE_TO_LOCK/i, 'Somebody else was changing the record. The next run tries it again.'],
  [
    /is not there in this row|template/i,
    "The template reads what this row does not have. Give it a default: {{default path '…'}}.",
  ],
];

/** What to do about a reason; null where nobody can say in general. */
export function hintFor(reason: string, field: string | null): string | null {
  const found = hints.find(([pattern]) => pattern.test(reason));
  if (!found) return null;
  return field === null ? found[1] : `${field}: ${found[1]}`;
}
