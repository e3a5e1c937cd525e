import type { Told } from './rehearsal.ts';
import { secretsOfAddress } from './secrets-of-address.ts';

const hidden = '•••';
/** How a reference to a variable, or to a secret that Weft keeps, begins. */
const references = ['$' + '{env:', '$' + '{secret:'];
const secretHeader = /authorization|cookie|token|secret|password|api-?key|signature/i;

/** What was told, fit to be shown: in place of a secret stands the reference to it, of one that was derived a mark. */
export function masked(told: Told, secrets: readonly { reference: string; value: string }[]): Told {
  const clean = (text: string): string => {
    let safe = text;
    for (const { reference, value } of secrets) {
      for (const form of new Set([value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)]))
        safe = safe.replaceAll(form, () => reference);
    }
    return safe;
  };
  if (told.kind === 'statement') return { ...told, values: clean(told.values) };
  if (told.kind === 'file') return { ...told, text: told.text === null ? null : clean(told.text) };
  return {
    ...told,
    url: maskedAddress(told.url, clean),
    headers: Object.fromEntries(
      Object.entries(told.headers).map(([name, value]) => [name, maskedHeader(name, clean(value))]),
    ),
    body: told.body === null ? null : clean(told.body),
    answer: told.answer === null ? null : { ...told.answer, text: clean(told.answer.text) },
  };
}

function maskedAddress(address: string, clean: (text: string) => string): string {
  let safe = address;
  // The longest first: one may be part of another.
  for (const part of secretsOfAddress(address).sort((a, b) => b.length - a.length)) {
    if (part === '') continue;
    const known = clean(part);
    safe = safe.replaceAll(part, known === part ? hidden : known);
  }
  return clean(safe);
}

/** The scheme of a credential says no secret. */
function maskedHeader(name: string, value: string): string {
  if (!secretHeader.test(name) || references.some((reference) => value.includes(reference))) return value;
  const scheme = /^(Bearer|Basic|Token) /i.exec(value)?.[0] ?? '';
  return `${scheme}${hidden}`;
}
