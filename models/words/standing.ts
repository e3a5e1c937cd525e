import type { Granted } from '../consents/granted.ts';
import type { ListStanding } from '../lists/standing.ts';
import type { Move } from '../segments/ask/history.ts';
import type { Sender } from '../segments/ask/senders.ts';
import type { Standing } from '../segments/ask/standing.ts';
import type { Cause } from '../segments/ledger.ts';
import { clockIn } from '../template/instant.ts';

/** What the causes of the ledger say. */
const causeWords: Record<Cause, string> = {
  data: 'their data changed',
  definition: 'it was defined anew',
  identity: 'records were joined or parted',
};

const because = (cause: Cause): string => `${cause}: ${causeWords[cause]}`;

/** A person's membership by the ledger, in sentences; times are of the zone. */
export function standingSentence(zone: string, { member, refresh, since, began, last }: Standing): string {
  if (refresh === null) return 'No refresh has recorded who is in it.';
  if (!member) {
    if (last === null) return `Never a member by any refresh up to ${clockIn(zone, refresh.at)}.`;
    const into = last.continuedBy === null ? '' : `, which went on in ${last.continuedBy}`;
    return `No member by the refresh of ${clockIn(zone, refresh.at)}; left at ${clockIn(zone, last.at)} (${because(last.cause)}), run ${last.runId}${into}.`;
  }
  const how = ({ cause, runId }: Move) => ` (${because(cause)}), run ${runId}`;
  const as = began === null || began.weftId === last?.weftId ? '' : ` as ${began.weftId}`;
  const first = began === null ? '' : how(began);
  const joined =
    last === null || last === began ? '' : `; under this id since ${clockIn(zone, last.at)}${how(last)}`;
  return `Member since ${clockIn(zone, since ?? refresh.at)}${as}${first}${joined}.`;
}

/**
 * That a question, asked now or as of a past time, and the refresh before that moment say different things; undefined
 * where they agree.
 */
export function differenceSentence(
  zone: string,
  asked: { member: boolean; at: Date | undefined },
  { member, refresh }: Standing,
): string | undefined {
  if (refresh === null || member === asked.member) return undefined;
  const [now, found] = asked.member ? ['in it', 'not in it'] : ['not in it', 'in it'];
  const when = clockIn(zone, refresh.at);
  return asked.at === undefined
    ? `Asked now they are ${now}, but the refresh of ${when} found them ${found}: syncs send what it found, until the next.`
    : `Today’s definition has them ${now} at that time, but the refresh of ${when} found them ${found}.`;
}

/** `granted since 2026-11-14 10:00`. */
export function consentWords(zone: string, { granted, at }: Granted): string {
  if (granted === null) return 'not computed before the next refresh';
  const word = granted ? 'granted' : 'not granted';
  return at === null ? `${word}, by default` : `${word} since ${clockIn(zone, at)}`;
}

const filled = ({ segment, cap, by }: ListStanding['cappedBy'][number]): string =>
  `${segment} took the ${cap.toLocaleString('en')} ${by === null ? 'first by a stable hash' : `with the highest ${by}`}`;

/** A person's place in a list, in a few words: `contacted, group b: claimed by vip (part 1)`. */
export function listWords(standing: ListStanding): string {
  const { state, claimedBy, split, excludedBy, cappedBy, alsoIn } = standing;
  if (state === 'unknown') return 'not built as it is declared now; the next refresh does so';
  if (state === 'outside') {
    const also = excludedBy.length === 0 ? '' : `, and excluded as a member of ${excludedBy.join(', ')}`;
    return `not in it: a member of none of its parts${also}`;
  }
  if (state === 'excluded') return `not in it: excluded as a member of ${excludedBy.join(', ')}`;
  if (state === 'capped') return `not in it: cut by the cap (${cappedBy.map(filled).join('; ')})`;
  const group = split === null ? '' : `, group ${split}`;
  const claim = claimedBy === null ? '' : `: claimed by ${claimedBy.segment} (part ${claimedBy.place})`;
  const before = cappedBy.length === 0 ? '' : `; cut by a cap before (${cappedBy.map(filled).join('; ')})`;
  const later = alsoIn.length === 0 ? '' : `; also in ${alsoIn.join(', ')}, which comes later`;
  return `${state === 'held_out' ? 'held out, not contacted' : `contacted${group}`}${claim}${before}${later}`;
}

/** What a sync sends, and whether its destination has the person's row. */
export function senderWords(zone: string, { list, paused, acknowledgedAt }: Sender): string {
  const what = list === null ? 'sends the segment' : `sends the list ${list}`;
  const held =
    acknowledgedAt === null ? '' : `; the destination has their row since ${clockIn(zone, acknowledgedAt)}`;
  return `${what}${paused ? ', paused' : ''}${held}`;
}
