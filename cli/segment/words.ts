import type { Row, Value } from '../../connectors/warehouses/connection.ts';
import type { Granted } from '../../models/consents/granted.ts';
import type { ListStanding } from '../../models/lists/standing.ts';
import type { Breakdown } from '../../models/segments/ask/breakdown.ts';
import type { Comparison } from '../../models/segments/ask/compare.ts';
import type { Size } from '../../models/segments/ask/count.ts';
import type { Funnel } from '../../models/segments/ask/funnel.ts';
import type { Move, Moves, Refreshed } from '../../models/segments/ask/history.ts';
import type { Overlap } from '../../models/segments/ask/overlap.ts';
import type { Recorded } from '../../models/segments/ask/recorded.ts';
import type { Sender } from '../../models/segments/ask/senders.ts';
import type { Standing } from '../../models/segments/ask/standing.ts';
import type { Why } from '../../models/segments/ask/why.ts';
import { clockIn } from '../../models/template/instant.ts';
import { type ConditionNode, conditionTree, namesOf } from '../../models/words/conditions.ts';
import { rowWords } from '../../models/words/segment-sentence.ts';
import {
  consentWords,
  differenceSentence,
  listWords,
  senderWords,
  standingSentence,
} from '../../models/words/standing.ts';
import type { Condition } from '../../models/workspace/kinds/segment.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { table } from '../output.ts';

const number = (value: number): string => value.toLocaleString('en');
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const shown = (value: Value | undefined): string =>
  value === null || value === undefined
    ? 'not set'
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);

/** One condition in a few words: `whose lifetime value is at least 500`, `all of 3`. */
function conditionWords(workspace: Workspace, condition: Condition): string {
  const node: ConditionNode = conditionTree(condition, namesOf(workspace), {
    asOf: null,
    zone: workspace.zone,
  });
  return node.node === 'group' ? `${node.how} ${node.children.length}` : rowWords(node);
}

export function size(name: string, { members, persons, error, oneIn, milliseconds }: Size): string {
  const share = persons === 0 ? '' : `, ${percent(members / persons)} of ${number(persons)}`;
  const sample = oneIn === 1 ? '' : ` ± ${number(error)}, from one person in ${oneIn}`;
  return `${name}: ${oneIn === 1 ? '' : 'about '}${number(members)} persons${sample}${share} (${milliseconds} ms)`;
}

export function preview(name: string, found: Size, sample: readonly Row[]): string {
  const head = Object.keys(sample[0] ?? {});
  const rows = sample.map((row) => head.map((column) => String(row[column] ?? '')));
  return sample.length === 0 ? size(name, found) : `${size(name, found)}\n\n${table([head, ...rows])}`;
}

export function breakdown({ column, parts, others }: Breakdown): string {
  const total = parts.reduce((sum, { members }) => sum + members, others.members);
  const rows = parts.map(({ value, members }) => [shown(value), number(members), percent(members / total)]);
  const rest =
    others.values === 0
      ? []
      : [[`${number(others.values)} more`, number(others.members), percent(others.members / total)]];
  return total === 0
    ? 'Nobody is in it.'
    : table([[column.toUpperCase(), 'PERSONS', 'SHARE'], ...rows, ...rest]);
}

export const overlap = ({ regions }: Overlap): string =>
  regions.length === 0
    ? 'Nobody is in any of them.'
    : table([
        ['IN EXACTLY', 'PERSONS'],
        ...regions.map(({ segments, persons }) => [segments.join(' + '), number(persons)]),
      ]);

export const funnel = ({ workspace }: { workspace: Workspace }, { persons, steps }: Funnel): string =>
  table([
    ['CONDITION', 'BY ITSELF', 'LEFT'],
    ['everyone', number(persons), number(persons)],
    ...steps.map(({ condition, alone, left }) => [
      conditionWords(workspace, condition),
      number(alone),
      number(left),
    ]),
  ]);

export function comparison({ members, persons, numbers, shares }: Comparison): string {
  const digits = (value: number): string => value.toLocaleString('en', { maximumSignificantDigits: 4 });
  return [
    `${number(members)} members beside ${number(persons)} persons`,
    '',
    table([
      ['NUMBER', 'MEMBERS', 'EVERYONE', 'DEVIATIONS'],
      ...numbers.map((row) => [
        row.column,
        digits(row.members),
        digits(row.everyone),
        row.deviations.toFixed(2),
      ]),
    ]),
    '',
    table([
      ['VALUE', 'MEMBERS', 'EVERYONE', 'STANDARD ERRORS'],
      ...shares.map((row) => [
        `${row.column} = ${row.value}`,
        percent(row.members),
        percent(row.everyone),
        row.errors.toFixed(1),
      ]),
    ]),
  ].join('\n');
}

export function why(
  { workspace }: { workspace: Workspace },
  name: string,
  { member, verdicts }: Why,
): string {
  const rows = verdicts.map(({ path, condition, holds, seen, leaf }) => {
    const depth = path.filter((step) => step === 'all' || step === 'any' || step === 'not').length;
    const text = `${'  '.repeat(depth)}${conditionWords(workspace, condition)}`;
    return [holds ? 'true' : 'false', text, leaf ? shown(seen) : ''];
  });
  return [`${member ? 'In' : 'Not in'} “${name}”`, '', table([['HOLDS', 'CONDITION', 'SAW'], ...rows])].join(
    '\n',
  );
}

/** What refreshes recorded of a person, their consents, the lists that draw on the segment, and what sends them. */
export function standing(
  { workspace: { zone } }: Zoned,
  {
    at,
    now,
    standing: recorded,
    consents,
    lists,
    syncs,
  }: {
    at: Date | undefined;
    /** What the question itself was answered. */
    now: boolean;
    standing: Standing | null;
    consents: readonly Granted[];
    lists: readonly ListStanding[];
    syncs: readonly Sender[];
  },
): string {
  const difference = recorded ? differenceSentence(zone, { member: now, at }, recorded) : undefined;
  const part = (title: string, rows: string[][]): string[] =>
    rows.length === 0 ? [] : ['', title, table(rows.map(([name, ...rest]) => [`  ${name}`, ...rest]))];
  return [
    `By refreshes${at === undefined ? '' : ` up to ${clockIn(zone, at.toISOString())}`} (times of ${zone})`,
    `  ${recorded === null ? 'No refresh has recorded who is in it.' : standingSentence(zone, recorded)}`,
    ...(difference === undefined ? [] : [`  ${difference}`]),
    ...part(
      'Consents, by the last refresh',
      consents.map((each) => [each.consent, consentWords(zone, each)]),
    ),
    ...part(
      'Lists, by the last refresh',
      lists.map((each) => [each.list, listWords(each)]),
    ),
    ...part(
      'Syncs',
      syncs.map((each) => [each.sync, `to ${each.destination}`, senderWords(zone, each)]),
    ),
  ].join('\n');
}

export const backtest = (sizes: readonly { at: string; members: number }[]): string =>
  table([['AT', 'PERSONS'], ...sizes.map(({ at, members }) => [at.slice(0, 16), number(members)])]);

interface Zoned {
  workspace: Workspace;
}

/** Who was in a segment at a moment; that nothing is known where it lies before the first refresh. */
export function recordedMembers(
  { workspace: { zone } }: Zoned,
  name: string,
  at: Date | undefined,
  { since, refresh, members, sample }: Recorded,
): string {
  const asked = at === undefined ? 'now' : `at ${clockIn(zone, at.toISOString())}`;
  if (refresh === null) {
    const first = since === null ? '' : `: its first refresh was at ${clockIn(zone, since)} (${zone})`;
    return `Nothing is recorded of who was in “${name}” ${asked}${first}. What today’s definition says of then: ./weft segment preview … --at`;
  }
  const by = `by the refresh of ${clockIn(zone, refresh.at)} (${zone}), run ${refresh.runId}`;
  const are = at === undefined ? ['is', 'are'] : ['was', 'were'];
  const who = members === 1 ? `person ${are[0]}` : `persons ${are[1]}`;
  const head = `${number(members)} ${who} in “${name}” ${asked}, ${by}`;
  const columns = Object.keys(sample[0]?.values ?? {});
  const rows = sample.map(({ weftId, now, enteredAt, cause, values }) => [
    weftId,
    ...columns.map((column) => String(values[column] ?? '')),
    clockIn(zone, enteredAt),
    cause,
    now === null ? '' : `now ${now}`,
  ]);
  const more = members > sample.length ? [`… and ${number(members - sample.length)} more (--limit)`] : [];
  if (sample.length === 0) return head;
  return [head, '', table([['weft_id', ...columns, 'SINCE', 'CAUSE', ''], ...rows]), ...more].join('\n');
}

const moved = ({ entered, left }: Moves): string =>
  entered + left === 0
    ? ''
    : [entered && `+${number(entered)}`, left && `−${number(left)}`].filter(Boolean).join(' ');

export function segmentHistory(
  { workspace: { zone } }: Zoned,
  refreshes: readonly Refreshed[],
  total: number,
): string {
  const rows = refreshes.map(({ at, runId, members, entered, left, byCause }) => [
    clockIn(zone, at),
    number(members),
    number(entered),
    number(left),
    moved(byCause.data),
    moved(byCause.definition),
    moved(byCause.identity),
    runId,
  ]);
  const head = ['AT', 'PERSONS', 'ENTERED', 'LEFT', 'BY DATA', 'BY DEFINITION', 'BY IDENTITY', 'RUN'];
  const earlier = total - refreshes.length;
  return [
    table([head, ...rows]),
    ...(earlier === 0 ? [] : [`… and ${number(earlier)} refreshes before (--most)`]),
  ].join('\n');
}

export function personHistory(
  { workspace: { zone } }: Zoned,
  name: string,
  person: string,
  moves: readonly Move[],
): string {
  if (moves.length === 0) return `No refresh has found ${person} in “${name}”.`;
  const rows = moves.map(({ at, runId, change, cause, weftId, enteredAt, continuedBy }) => {
    const notes = [
      weftId === person ? '' : `as ${weftId}, who has merged into this person`,
      continuedBy === null ? '' : `goes on in ${continuedBy}`,
      change === 'entered' && Date.parse(enteredAt) < Date.parse(at)
        ? `counts from ${clockIn(zone, enteredAt)}`
        : '',
    ];
    return [clockIn(zone, at), change, cause, runId, notes.filter(Boolean).join('; ')];
  });
  return table([['AT', 'CHANGE', 'CAUSE', 'RUN', ''], ...rows]);
}
