import type { Comparison } from '../../workspace/kinds/filter.ts';
import type { Leaf, LeafOf } from '../../workspace/kinds/segment.ts';
import { wordsText } from '../comparisons.ts';
import { humanise } from '../names.ts';
import { comparisonClause, comparisonWords, show, whereClause } from './comparisons.ts';
import { inTheLast, within } from './durations.ts';

/** A clause about people, its verb last: `bei denen` and `„City“ Kiel ist`, or `die` and `in „A“ sind`. */
export interface Clause {
  /** Whether it is told of people (`die`) or of what there is of them (`bei denen`). */
  of: 'die' | 'bei denen';
  body: string;
  /** What follows the verb: `wobei „Status“ paid ist`. */
  after: string;
}

/** A condition in the words of a row, and as a clause; `not` where its negation has words of its own. */
export interface Said {
  operator: string;
  value: string;
  clause: Clause;
  not: Clause | null;
}

const words = (...parts: string[]): string => parts.filter((part) => part !== '').join(' ');
const commas = (...parts: string[]): string => parts.filter((part) => part !== '').join(', ');

const tellsOf = (body: string, after = ''): Clause => ({ of: 'bei denen', body, after });
const tells = (body: string, after = ''): Clause => ({ of: 'die', body, after });

const times = (count: number): string => (count === 1 ? 'einmal' : `${count}-mal`);

/** `mindestens 2-mal`, `genau einmal`, `2- bis 5-mal`. */
function timesWords(least: number | undefined, most: number | undefined): string {
  if (least !== undefined && most !== undefined)
    return least === most ? `genau ${times(least)}` : `${least}- bis ${most}-mal`;
  if (most !== undefined) return `höchstens ${times(most)}`;
  return `mindestens ${times(least ?? 1)}`;
}

/** `mindestens 2`, `genau 3`, `2 bis 5`; nothing where one is enough. */
function countWords(least: number | undefined, most: number | undefined): string {
  if (least !== undefined && most !== undefined)
    return least === most ? `genau ${least}` : `${least} bis ${most}`;
  if (most !== undefined) return `höchstens ${most}`;
  return least !== undefined && least > 1 ? `mindestens ${least}` : '';
}

function compared(subject: string, comparison: Comparison): Said {
  const [first, ...others] = comparisonWords(comparison);
  return {
    operator: first?.operator ?? '',
    value: words([first?.value ?? '', ...others.map(wordsText)].filter(Boolean).join(' und ')),
    clause: tellsOf(`„${subject}“ ${comparisonClause(comparison)}`),
    not: null,
  };
}

/** `innerhalb eines Tages nach „Mailed“ (wobei „Kind“ x ist)`. */
function neighbourWords(side: 'nach' | 'vor', told: LeafOf<'did'>['after']): string {
  if (told === undefined) return '';
  const where = whereClause(told.where);
  return words(
    told.within === undefined ? '' : within(told.within),
    side,
    `„${humanise(told.did)}“`,
    where === '' ? '' : `(${where})`,
  );
}

function didSaid(subject: string, leaf: LeafOf<'did'> | LeafOf<'did_not'>): Said {
  const often = 'did' in leaf ? timesWords(leaf.at_least, leaf.at_most) : '';
  const once = often === 'mindestens einmal';
  const window = leaf.within ? inTheLast(leaf.within) : '';
  const where = whereClause(leaf.where);
  const beside = words(neighbourWords('nach', leaf.after), neighbourWords('vor', leaf.before));
  const happened = (how: string) => tellsOf(words(`„${subject}“`, window, how, beside, 'vorkam'), where);
  const never = happened('nicht');
  return {
    operator: 'did' in leaf ? 'kam vor' : 'kam nicht vor',
    value: commas(words(often, window), beside, where),
    clause: 'did' in leaf ? happened(often) : never,
    not: 'did_not' in leaf ? happened('mindestens einmal') : once ? never : happened(`nicht ${often}`),
  };
}

function hasSaid(subject: string, leaf: LeafOf<'has'> | LeafOf<'has_not'>): Said {
  const count = 'has' in leaf ? countWords(leaf.at_least, leaf.at_most) : 'keine';
  const window = leaf.within ? inTheLast(leaf.within) : '';
  const where = whereClause(leaf.where);
  const have = (how: string) => tells(words(window, how, `„${subject}“`, 'haben'), where);
  return {
    operator: words('hat', count),
    value: commas(window, where),
    clause: have(count),
    not: count === 'keine' ? have('') : count === '' ? have('keine') : null,
  };
}

function sequenceSaid({ sequence, within: whole }: LeafOf<'sequence'>): Said {
  const steps = sequence.map(({ did, where, within: window }, place) => {
    const clause = whereClause(where);
    const when = window === undefined ? '' : place === 0 ? inTheLast(window) : within(window);
    return { when, did: `„${humanise(did)}“`, where: clause === '' ? '' : `(${clause})` };
  });
  const [first, ...others] = steps;
  const then = others.map(({ when, did, where }) => words('dann', when, did, where));
  const all = whole === undefined ? '' : inTheLast(whole);
  return {
    operator: 'kam vor',
    value: commas(words(first?.when ?? '', first?.where ?? ''), ...then, all === '' ? '' : `alles ${all}`),
    clause: tellsOf(
      words(
        all,
        commas(words('erst', first?.when ?? '', first?.did ?? '', first?.where ?? ''), ...then),
        'vorkam',
      ),
    ),
    not: null,
  };
}

/** When somebody first, or last, did something. */
function momentSaid(subject: string, leaf: LeafOf<'first'> | LeafOf<'last'>): Said {
  const which = 'first' in leaf ? 'erste' : 'letzte';
  const { within: window, before, gte, lt, between, where } = leaf;
  const row = comparisonWords({ within: window, before, gte, lt, between });
  const told = [
    window === undefined ? '' : `${inTheLast(window)} liegt`,
    before === undefined ? '' : comparisonClause({ before }),
    gte === undefined ? '' : `nicht vor dem ${show(gte)} liegt`,
    lt === undefined ? '' : `vor dem ${show(lt)} liegt`,
    between === undefined ? '' : comparisonClause({ between }),
  ].filter((part) => part !== '');
  const filter = whereClause(where);
  return {
    operator: words(`${which}s Mal`, row[0]?.operator ?? ''),
    value: commas(
      [row[0]?.value ?? '', ...row.slice(1).map(wordsText)].filter(Boolean).join(' und '),
      filter,
    ),
    clause: tellsOf(`das ${which} „${subject}“ ${told.join(' und ')}`, filter),
    not: null,
  };
}

/** What a condition says in German, of the subject by its name. */
export function germanSaid(leaf: Leaf, subject: string): Said {
  if ('profile' in leaf) {
    const { profile: _, ...comparison } = leaf;
    return compared(subject, comparison);
  }
  if ('trait' in leaf) {
    const { trait: _, ...comparison } = leaf;
    return compared(subject, comparison);
  }
  if ('segment' in leaf)
    return {
      ...{ operator: 'ist Mitglied', value: '' },
      ...{ clause: tells(`in „${subject}“ sind`), not: tells(`nicht in „${subject}“ sind`) },
    };
  if ('consent' in leaf)
    return {
      ...{ operator: 'wurde erteilt', value: '' },
      clause: tells(`„${subject}“ zugestimmt haben`),
      not: tells(`„${subject}“ nicht zugestimmt haben`),
    };
  if ('near' in leaf) {
    const place = `${leaf.near.latitude}, ${leaf.near.longitude}`;
    const km = show(leaf.km);
    return {
      ...{ operator: 'liegt im Umkreis', value: `${km} km um ${place}` },
      clause: tells(`höchstens ${km} km von ${place} entfernt sind`),
      not: tells(`weiter als ${km} km von ${place} entfernt sind`),
    };
  }
  if ('sequence' in leaf) return sequenceSaid(leaf);
  if ('first' in leaf || 'last' in leaf) return momentSaid(subject, leaf);
  return 'has' in leaf || 'has_not' in leaf ? hasSaid(subject, leaf) : didSaid(subject, leaf);
}
