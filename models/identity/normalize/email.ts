import type { Dialect } from '../../../connectors/warehouses/dialect.ts';
import type { IdentifierType } from '../../workspace/kinds/identity.ts';
import { type MailProvider, mailProviders } from './email-providers.ts';
import type { Step } from './step-chain.ts';

// A bracket or a backslash within brackets is read as itself by some engines, so classes are named.
const barred = '[:space:][:cntrl:]@<>(),;:"';
const emailPattern = `^[^${barred}]+@([^.${barred}]+[.])+[^.'/${barred}]{2,}$`;

/** The longest address that a path of SMTP can hold (RFC 5321, 4.5.3.1.3), in characters. */
const longest = 254;

const local = (dialect: Dialect, value: string) => dialect.regexpReplace(value, '@.*$', '');
const domain = (dialect: Dialect, value: string) => dialect.regexpReplace(value, '^[^@]*@', '');

/** Without what follows the tag's character; an address that begins with it has no other local part. */
const untagged = (dialect: Dialect, value: string, tag: '+' | '-') =>
  dialect.regexpReplace(value, `^([^@${tag}]+)[${tag}][^@]*@`, '\\1@');

/** Trimmed and in lower case, of `Name <address>` the address; null where it is not of the form local@domain.tld. */
export function emailSteps(dialect: Dialect, type: IdentifierType, fold: boolean): Step[] {
  const steps: Step[] = [
    (value) => {
      const bare = dialect.regexpReplace(value, '^.*<(mailto:)?|>$|^mailto:', '');
      return `lower(case when ${value} like '%>' or ${value} like 'mailto:%' then ${bare} else ${value} end)`;
    },
    (value) =>
      `case when length(${value}) <= ${longest} and ${dialect.regexpMatches(value, emailPattern)} then ${value} end`,
  ];
  if (!fold) return steps;
  if (type.plus) steps.push((value) => untagged(dialect, value, '+'));
  const dots = type.dots ?? [];
  if (dots.length > 0) steps.push((value) => withoutDots(dialect, value, dots));
  if (type.fold === 'providers') steps.push((value) => foldedByProvider(dialect, value));
  return steps;
}

function withoutDots(dialect: Dialect, value: string, domains: readonly string[]): string {
  const names = domains.map((name) => dialect.literal(name.toLowerCase())).join(', ');
  return (
    `case when ${domain(dialect, value)} in (${names}) and ${value} not like '.%'` +
    ` then replace(${local(dialect, value)}, '.', '') || '@' || ${domain(dialect, value)} else ${value} end`
  );
}

function foldedByProvider(dialect: Dialect, value: string): string {
  const cases = mailProviders.map(
    (provider) =>
      `when ${dialect.regexpMatches(value, `@${provider.domains}$`)} then ${folded(dialect, value, provider)}`,
  );
  return `case ${cases.join(' ')} else ${value} end`;
}

function folded(dialect: Dialect, value: string, provider: MailProvider): string {
  if (provider.mailboxIsLabel) return dialect.regexpReplace(value, '^[^@]*@([^.]+)[.]', '\\1@');
  const whole = provider.tag === undefined ? value : untagged(dialect, value, provider.tag);
  if (provider.domain === undefined && !provider.ignores && !provider.equal) return whole;
  let mailbox = local(dialect, whole);
  for (const character of provider.ignores ?? '') mailbox = `replace(${mailbox}, '${character}', '')`;
  if (provider.equal) mailbox = `replace(${mailbox}, '${provider.equal[1]}', '${provider.equal[0]}')`;
  const at =
    provider.domain === undefined
      ? `'@' || ${domain(dialect, whole)}`
      : dialect.literal(`@${provider.domain}`);
  // A local part of ignored characters alone would make one mailbox of all such addresses.
  return `coalesce(nullif(${mailbox}, '') || ${at}, ${value})`;
}
