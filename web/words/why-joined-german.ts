import type { Between } from '../../models/identity/explain/between.ts';
import type { PairExplanation } from '../../models/identity/explain/explain.ts';
import type { Path, Step } from '../../models/identity/explain/path.ts';
import { humanise } from '../../models/words/names.ts';
import type { Normalizer } from '../../models/workspace/kinds/identity.ts';
import { identityWords } from './identity-words.ts';
import { type Naming, nameSubject } from './naming.ts';

const { rules, normalizers } = identityWords.de;
const numbers = new Intl.NumberFormat('de-DE');
const percents = new Intl.NumberFormat('de-DE', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** Why two subjects are one person, or why not, in German: the first sentence says which, the others how. */
export function germanWhyJoined(
  { from, to, path, between, same }: PairExplanation,
  naming: Naming,
): string[] {
  const [one, other] = [nameSubject(from, naming, 'Person'), nameSubject(to, naming, 'Person')];
  if (!same)
    return between ? apart(one, other, between, naming) : [`${one} und ${other} sind nicht eine Person.`];
  if (!path)
    return [
      `${one} und ${other} sind eine Person, aber die geltenden Verbindungen führen nicht mehr von einem zum anderen: Die nächste Aktualisierung entscheidet.`,
    ];
  return joined(one, other, path, naming);
}

function joined(one: string, other: string, { records, steps, joins }: Path, naming: Naming): string[] {
  const names = records.map(naming.record);
  const [first = ''] = names;
  if (joins === 0) return [`${one} und ${other} gehören zu einem Datensatz: ${first}.`];
  const only = steps[0];
  if (joins === 1 && only && 'rule' in only && names[0] === one && names[1] === other)
    return [`${one} und ${other} sind eine Person: ${because(only, naming)}.`];
  return [
    `${one} und ${other} sind eine Person durch ${joins === 1 ? 'eine Verbindung' : `${joins} Verbindungen`}.`,
    ...steps.map((step, place) =>
      'omitted' in step
        ? `Dann über ${numbers.format(step.omitted)} weitere Datensätze.`
        : `${names[place]} und ${names[place + 1]}: ${because(step, naming)}.`,
    ),
  ];
}

function because({ rule, when }: Step, naming: Naming): string {
  const at = when.recordedAt ?? when.run.at;
  const time = at === null ? '' : `, ${naming.time(at)}`;
  switch (rule.by) {
    case 'identifier': {
      const how = rule.of
        ? `${rule.of.map(humanise).join(' und ')} zusammen`
        : `genau gleich: ${humanise(rule.type)}${asWhat(rule.type, rule.normalize)}`;
      const doubt = rule.doubtful
        ? '; einige, die ihn tragen, lagen über einer Grenze und blieben getrennt'
        : '';
      return `beide tragen ${naming.value(rule.type, rule.value)} (${how}${time}${doubt})`;
    }
    case 'decision': {
      const why = rule.why === null ? null : naming.note(rule.why);
      const on = rule.decidedAt === null ? '' : ` am ${naming.time(rule.decidedAt)}`;
      return `${rule.decidedBy ?? 'jemand'} hat das${on} entschieden${why === null ? '' : ` („${why}“)`}`;
    }
    case 'pair':
      return `sie ähneln sich${rule.probability === null ? '' : `, mit ${percents.format(rule.probability * 100)} % Wahrscheinlichkeit eine Person`}${time}`;
  }
}

/** How values are compared, where the type's name does not say it already. */
function asWhat(type: string, normalize: string): string {
  const words = normalizers[normalize as Normalizer];
  return words === undefined || normalize === 'plain' || normalize === type
    ? ''
    : `, verglichen als: ${words}`;
}

function apart(one: string, other: string, between: Between, naming: Naming): string[] {
  const { shared, keptApart, alone, limits, connected, chain } = between;
  const inBetween = chain === null ? 0 : chain.length - 2;
  return [
    `${one} und ${other} sind zwei Personen.`,
    ...keptApart.map(({ by, at, why }) => {
      const note = naming.note(why);
      return `${by} hat am ${naming.time(at)} entschieden, dass sie nie eine Person sind${note === null ? '' : `: „${note}“`}.`;
    }),
    ...alone.map((record) => `${naming.record(record)} steht nach einer Entscheidung allein.`),
    ...shared.shown.map(({ type, value, text, heldBack }) => {
      const rule = heldBack === null ? undefined : rules[heldBack.rule];
      return `Beide tragen ${naming.value(type, value)}, aber: ${rule === undefined ? `${text}.` : rule.long}`;
    }),
    ...limits
      .filter(({ together, limit }) => together > limit)
      .map(
        ({ type, limit, together }) =>
          `Zusammen hätten sie ${together} Werte von ${humanise(type)}; eine Person darf ${limit} haben.`,
      ),
    ...(shared.total > 0
      ? []
      : connected
        ? [
            chain === null
              ? 'Sie teilen keinen Wert; andere verbinden sie, aber durch welche Werte, war nicht zu finden.'
              : `Sie teilen keinen Wert; ${inBetween === 1 ? 'eine Person' : `${inBetween} Personen`} zwischen ihnen trägt beiden gemeinsame, zurückgehaltene Werte.`,
          ]
        : ['Sie teilen keinen Wert, und niemand zwischen ihnen verbindet sie.']),
  ];
}
