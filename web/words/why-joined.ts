import type { Between } from '../../models/identity/explain/between.ts';
import type { PairExplanation } from '../../models/identity/explain/explain.ts';
import type { Path, Step } from '../../models/identity/explain/path.ts';
import type { Language } from '../../models/words/language.ts';
import { humanise } from '../../models/words/names.ts';
import type { Normalizer } from '../../models/workspace/kinds/identity.ts';
import { identityWords } from './identity-words.ts';
import { type Naming, nameSubject } from './naming.ts';
import { germanWhyJoined } from './why-joined-german.ts';

/** Why two subjects are one person, or why not: the first sentence says which, the others how. */
export function whyJoined(explained: PairExplanation, naming: Naming, language: Language = 'en'): string[] {
  if (language === 'de') return germanWhyJoined(explained, naming);
  const { from, to, path, between, same } = explained;
  const [one, other] = [nameSubject(from, naming, 'person'), nameSubject(to, naming, 'person')];
  if (!same)
    return between ? apart(one, other, between, naming) : [`${one} and ${other} are not one person.`];
  if (!path)
    return [
      `${one} and ${other} are one person, but the links in use no longer connect them: the next refresh decides.`,
    ];
  return joined(one, other, path, naming);
}

function joined(one: string, other: string, { records, steps, joins }: Path, naming: Naming): string[] {
  const names = records.map(naming.record);
  const [first = ''] = names;
  if (joins === 0) return [`${one} and ${other} are of one record: ${first}.`];
  const only = steps[0];
  if (joins === 1 && only && 'rule' in only && names[0] === one && names[1] === other)
    return [`${one} and ${other} are one person: ${because('both', only, naming)}.`];
  return [
    `${one} and ${other} are one person by ${joins === 1 ? 'one join' : `${joins} joins`}.`,
    ...steps.map((step, place) =>
      'omitted' in step
        ? `Then over ${step.omitted.toLocaleString('en-US')} records more.`
        : `${names[place]} and ${names[place + 1]}: ${because('both', step, naming)}.`,
    ),
  ];
}

function because(who: string, { rule, when }: Step, naming: Naming): string {
  const at = when.recordedAt ?? when.run.at;
  const time = at === null ? '' : `, ${naming.time(at)}`;
  switch (rule.by) {
    case 'identifier': {
      const how = rule.of
        ? `${rule.of.map((type) => humanise(type).toLowerCase()).join(' and ')} together`
        : `exact ${humanise(rule.type).toLowerCase()}${asWhat(rule.type, rule.normalize)}`;
      const doubt = rule.doubtful ? '; some who carry it were over a limit and stayed apart' : '';
      return `${who} carry ${naming.value(rule.type, rule.value)} (${how}${time}${doubt})`;
    }
    case 'decision': {
      const why = rule.why === null ? null : naming.note(rule.why);
      return `${rule.decidedBy ?? 'somebody'} decided that they are${rule.decidedAt === null ? '' : ` on ${naming.time(rule.decidedAt)}`}${why === null ? '' : ` (“${why}”)`}`;
    }
    case 'pair':
      return `they are alike${rule.probability === null ? '' : `, ${(rule.probability * 100).toFixed(1)} % likely one person`}${time}`;
  }
}

/** How values are compared, where the type's name does not say it already. */
function asWhat(type: string, normalize: string): string {
  const words = identityWords.en.normalizers[normalize as Normalizer];
  return words === undefined || normalize === 'plain' || normalize === type
    ? ''
    : `, as ${words.toLowerCase()}`;
}

function apart(one: string, other: string, between: Between, naming: Naming): string[] {
  const { shared, keptApart, alone, limits, connected, chain } = between;
  return [
    `${one} and ${other} are two people.`,
    ...keptApart.map(
      ({ by, at, why }) =>
        `${by} decided on ${naming.time(at)} that they are never one person${naming.note(why) === null ? '' : `: “${naming.note(why)}”`}.`,
    ),
    ...alone.map((record) => `${naming.record(record)} stands alone by decision.`),
    ...shared.shown.map(({ type, value, text }) => `Both carry ${naming.value(type, value)}, but ${text}.`),
    ...limits
      .filter(({ together, limit }) => together > limit)
      .map(
        ({ type, limit, together }) =>
          `Together they would hold ${together} values of ${humanise(type).toLowerCase()}; one person may have ${limit}.`,
      ),
    ...(shared.total > 0
      ? []
      : connected
        ? [
            chain === null
              ? 'They share no value; others connect them, but by which values was not found.'
              : `They share no value; ${chain.length - 2 === 1 ? 'one person' : `${chain.length - 2} people`} between them share values that were held back.`,
          ]
        : ['They share no value, and nobody between them connects them.']),
  ];
}
