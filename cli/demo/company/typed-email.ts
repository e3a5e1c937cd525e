import { dirt } from './dirt.ts';
import type { Random } from './random.ts';

/** An e-mail address as somebody typed it at a till, on the phone or on a tablet. */
export function typedEmail(random: Random, email: string): string {
  const given = givenEmail(random, random.chance(dirt.emailTypo) ? misspelt(random, email) : email);
  const cased = recased(random, given);
  if (!random.chance(dirt.emailSpaces)) return cased;
  return random.chance(0.5) ? `${cased} ` : ` ${cased}${random.chance(0.3) ? ' ' : ''}`;
}

/**
 * An e-mail address as its owner writes it, where a confirmation mail has caught typing errors: only what a
 * mail server takes for the same box is changed.
 */
export function ownEmail(random: Random, email: string): string {
  return random.chance(dirt.emailCapitalised)
    ? capitalised(givenEmail(random, email))
    : givenEmail(random, email);
}

const tags = ['shop', 'larch', 'outdoor', 'news', 'offers'] as const;

function givenEmail(random: Random, email: string): string {
  const dotted =
    email.endsWith('@gmail.com') && random.chance(dirt.gmailDots) ? redotted(random, email) : email;
  if (!random.chance(dirt.emailPlus)) return dotted;
  return dotted.replace('@', `+${random.pick(tags)}@`);
}

function redotted(random: Random, email: string): string {
  const at = email.indexOf('@');
  const bare = email.slice(0, at).replaceAll('.', '');
  if (random.chance(0.7)) return bare + email.slice(at);
  return `${bare.slice(0, 1)}.${bare.slice(1)}${email.slice(at)}`;
}

function recased(random: Random, email: string): string {
  if (random.chance(dirt.emailUpperCase)) return email.toUpperCase();
  return random.chance(dirt.emailCapitalised) ? capitalised(email) : email;
}

function capitalised(email: string): string {
  return email.replace(/(?<![a-z\d@+])[a-z](?=.*@)/g, (letter) => letter.toUpperCase());
}

/**
 * Leaves out the second letter, or swaps two in the domain. Never touches a digit: the digits are what
 * makes the address unique, so a typo makes it nobody's and never somebody else's.
 */
function misspelt(random: Random, email: string): string {
  if (/^[a-z]{3}/.test(email) && random.chance(0.5)) return email.slice(0, 1) + email.slice(2);
  return email.replace(/@(.)(.)(.)/, '@$1$3$2');
}
