import { z } from 'zod';
import { nearest } from '../nearest.ts';

interface CronField {
  name: string;
  min: number;
  max: number;
  names?: readonly string[];
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const cronFields: readonly CronField[] = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of the month', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, names: months },
  // Temporal's schedules count weekdays from Sunday = 0 and refuse 7.
  { name: 'day of the week', min: 0, max: 6, names: weekdays },
];

/** What is wrong with a cron expression of five fields, or undefined. */
export function cronProblem(text: string): string | undefined {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== cronFields.length || parts[0] === '') {
    return `needs five fields (minute, hour, day of the month, month, day of the week), such as "0 6 * * *"`;
  }
  for (const [index, field] of cronFields.entries()) {
    const part = parts[index] ?? '';
    if (!part.split(',').every((item) => isCronItem(item, field))) {
      const names = field.names ? ` or ${field.names[0]}-${field.names.at(-1)}` : '';
      return `the ${field.name} is "${part}"; it takes *, ${field.min}-${field.max}${names}, ranges, lists and steps`;
    }
  }
  return undefined;
}

/** `*`, `5`, `1-5`, `mon-fri`, each with an optional step such as `/15`. */
function isCronItem(item: string, field: CronField): boolean {
  const [range = '', step, ...rest] = item.split('/');
  if (rest.length > 0) return false;
  if (step !== undefined && !(/^\d{1,2}$/.test(step) && Number(step) >= 1)) return false;
  if (range === '*') return true;
  const ends = range.split('-').map((end) => cronNumber(end, field));
  const [first, last = first] = ends;
  return ends.length <= 2 && first !== undefined && last !== undefined && first <= last;
}

function cronNumber(text: string, field: CronField): number | undefined {
  const named = field.names?.indexOf(text.toLowerCase()) ?? -1;
  if (named >= 0) return named + field.min;
  const number = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return number >= field.min && number <= field.max ? number : undefined;
}

/** The name of a zone as it must be written, or undefined where there is no such zone. */
function zoneName(text: string): string | undefined {
  // Intl also takes offsets such as +01:00, which Temporal's schedules do not.
  if (!/^[A-Za-z]/.test(text)) return undefined;
  try {
    const resolved = new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
    // An alias such as Europe/Kiev resolves to another name and is right as it is; a wrong case is not:
    // Temporal looks zones up as files.
    return resolved.toLowerCase() === text.toLowerCase() ? resolved : text;
  } catch {
    return undefined;
  }
}

/** A cron expression of five fields. */
export const cron = z.string().check((context) => {
  const problem = cronProblem(context.value);
  if (problem !== undefined) {
    context.issues.push({ code: 'custom', message: problem, input: context.value });
  }
});

/** An IANA time zone. */
export const zone = z.string().check((context) => {
  const name = zoneName(context.value);
  if (name === context.value) return;
  context.issues.push({
    code: 'custom',
    message: `no time zone is called "${context.value}"`,
    input: context.value,
    params: {
      expected: 'an IANA time zone such as Europe/Berlin',
      nearest: name ?? nearest(context.value, ['UTC', ...Intl.supportedValuesOf('timeZone')]),
    },
  });
});
