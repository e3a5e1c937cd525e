import type { Between } from '../../models/identity/explain/between.ts';
import type { PairExplanation, SubjectExplanation } from '../../models/identity/explain/explain.ts';
import type { HeldBack } from '../../models/identity/explain/held-back.ts';
import type { Rule, When } from '../../models/identity/explain/joins.ts';
import type { Path } from '../../models/identity/explain/path.ts';
import {
  type PersonExplanation,
  type Shown,
  subjectOfDecision,
} from '../../models/identity/explain/person.ts';
import { nameOfSubject, type Subject } from '../../models/identity/explain/subject.ts';
import { countOf } from '../../models/identity/explain/words.ts';
import { nameOfRecord } from '../../models/identity/record-name.ts';
import { table } from '../output.ts';

export function describeSubject({ subject, run, persons, heldBack, person }: SubjectExplanation): string {
  const several = persons.total > 1;
  return [
    `${nameOfSubject(subject)} is of ${several ? countOf(persons.total, 'person') : `weft_id:${person.weftId}`}, ${atRun(run)}`,
    ...heldBack.map((held) => `  held back (${held.rule}): ${held.text}`),
    ...(several
      ? [
          table(persons.shown.map((each) => [`  weft_id:${each.weftId}`, countOf(each.records, 'record')])),
          ...more(persons),
          '',
          `The first of them, weft_id:${person.weftId}:`,
        ]
      : []),
    '',
    ...describePerson(person),
  ].join('\n');
}

const atRun = (run: SubjectExplanation['run']): string =>
  `as of run ${run.number} at ${run.at}${run.rulesInForce ? '' : '. The rules in force were applied after it: `./weft run` resolves by them'}`;

const more = ({ shown, total }: Shown<unknown>): string[] =>
  total > shown.length ? [`  … and ${(total - shown.length).toLocaleString('en-US')} more (--most)`] : [];

const section = (title: string, list: Shown<unknown>, rows: () => string): string[] =>
  list.total === 0 ? [] : ['', `${title} (${list.total.toLocaleString('en-US')})`, rows(), ...more(list)];

function describePerson(person: PersonExplanation): string[] {
  return [
    person.records.total === 1
      ? 'Their one record'
      : `What joined their ${countOf(person.records.total, 'record')}`,
    ...(person.treeRefused === null ? drawTree(person) : [`  ${person.treeRefused}`]),
    ...section('Identifiers', person.identifiers, () =>
      table(
        person.identifiers.shown.map(({ type, value, records, firstSeen, lastSeen }) => [
          `  ${type}`,
          value,
          countOf(records, 'record'),
          firstSeen === null ? '' : firstSeen === lastSeen ? firstSeen : `${firstSeen} to ${lastSeen}`,
        ]),
      ),
    ),
    ...section('Held back', person.heldBack, () => heldRows(person.heldBack.shown)),
    ...section('No identifiers', person.excluded, () => heldRows(person.excluded.shown)),
    ...section('Decisions in force', person.decisions, () =>
      table(
        person.decisions.shown.map((each) => [
          `  ${each.id}`,
          each.decision,
          subjectOfDecision(each),
          `${each.by}, ${each.at}: ${each.why}`,
        ]),
      ),
    ),
  ];
}

const heldRows = (held: readonly HeldBack[]): string =>
  table(held.map(({ type, value, rule, text }) => [`  ${type}`, value, rule, text]));

/** The tree by indentation, each record below the one to which it was joined. */
function drawTree({ tree, records }: PersonExplanation): string[] {
  const children = new Map<string, PersonExplanation['tree']>();
  for (const node of tree) {
    const parent = node.parent === null ? '' : nameOfRecord(node.parent);
    children.set(parent, [...(children.get(parent) ?? []), node]);
  }
  const lines: string[] = [];
  // Depth first with a stack, as a chain of records is as deep as it is long; what is deep is no longer indented.
  const stack = [...(children.get('') ?? [])].map((node) => ({ node, depth: 0 })).reverse();
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { node, depth } = next;
    const indent = '  '.repeat(Math.min(depth, 20) + 1);
    const record = `${nameOfRecord(node.record)}${node.record.recordedAt === null ? '' : `  ${node.record.recordedAt}`}`;
    lines.push(
      node.join
        ? `${indent}└ by ${ruleText(node.join.rule)} → ${record}  ${runText(node.join.when)}`
        : `${indent}${record}`,
    );
    for (const child of [...(children.get(nameOfRecord(node.record)) ?? [])].reverse())
      stack.push({ node: child, depth: depth + 1 });
  }
  return [...lines, ...more({ shown: tree, total: records.total })];
}

function ruleText(rule: Rule): string {
  switch (rule.by) {
    case 'identifier':
      return `${rule.type} ${rule.value} (priority ${rule.priority ?? 'none'}, ${rule.of ? `composite of ${rule.of.join(', ')}` : rule.normalize}${rule.doubtful ? '; held back from some that were full' : ''})`;
    case 'decision':
      return `decision ${rule.id}${rule.decidedBy === null ? '' : ` of ${rule.decidedBy}, ${rule.decidedAt}: ${rule.why}`}`;
    case 'pair':
      return `likeness${rule.probability === null ? '' : `, probability ${rule.probability.toFixed(4)}`}`;
  }
}

const runText = ({ run }: When): string => `run ${run.number}${run.at === null ? '' : `, ${run.at}`}`;

export function describePair({ from, to, run, same, path, between }: PairExplanation): string {
  const title = `${nameOfSubject(from)} and ${nameOfSubject(to)} are ${same ? 'one person' : 'two persons'}, ${atRun(run)}`;
  if (between) return [title, '', ...describeBetween(between)].join('\n');
  if (!path) {
    return `${title}\n\nNo link in use joins them any more: the rules or the data changed since, and \`./weft run\` resolves anew.`;
  }
  return [
    `${title}: weft_id:${path.weftId}, by ${countOf(path.joins, 'join')}`,
    '',
    ...describePath(from, to, path),
  ].join('\n');
}

function describePath(from: Subject, to: Subject, { records, steps }: Path): string[] {
  const lines = from.kind === 'record' ? [] : [`  ${nameOfSubject(from)}`];
  records.forEach((record, index) => {
    lines.push(`  ${nameOfRecord(record)}${record.recordedAt === null ? '' : `  ${record.recordedAt}`}`);
    const step = steps[index];
    if (step && 'omitted' in step) lines.push(`    … ${countOf(step.omitted, 'record')} between (--most)`);
    else if (step) {
      const when = step.when.recordedAt === null ? '' : `${step.when.recordedAt}, `;
      lines.push(`    │ ${ruleText(step.rule)}`, `    │ since ${when}first in ${runText(step.when)}`);
    }
  });
  return to.kind === 'record' ? lines : [...lines, `  ${nameOfSubject(to)}`];
}

function describeBetween(between: Between): string[] {
  const { one, other, shared, keptApart, alone, limits } = between;
  return [
    table([
      ['  one', `weft_id:${one}`],
      ['  other', `weft_id:${other}`],
    ]),
    ...(keptApart.length === 0
      ? []
      : [
          '',
          'Kept apart by decision',
          ...keptApart.map(
            (each) => `  ${each.id}: ${subjectOfDecision(each)}, ${each.by}, ${each.at}: ${each.why}`,
          ),
        ]),
    ...(alone.length === 0 ? [] : ['', `Standing alone by decision: ${alone.map(nameOfRecord).join(', ')}`]),
    ...section('Both carry', shared, () =>
      table(
        shared.shown.map(({ type, value, one, other, text }) => [
          `  ${type}`,
          value,
          `${countOf(one, 'record')} and ${other}`,
          text,
        ]),
      ),
    ),
    ...describeChain(between),
    ...(limits.length === 0
      ? []
      : [
          '',
          'Limits',
          table(
            limits.map(({ type, limit, one, other, together }) => [
              `  ${type}`,
              `at most ${limit}`,
              `the one has ${one}, the other ${other}, together ${together}`,
            ]),
          ),
        ]),
  ];
}

function describeChain({ chain, connected, shared }: Between): string[] {
  if (!connected) {
    return shared.total > 0
      ? []
      : ['', 'Nothing connects them: no value is carried by both, nor by others between them.'];
  }
  if (chain === null) {
    return [
      '',
      'No value is carried by both. Others connect them, but no chain of values held back was found.',
    ];
  }
  return [
    '',
    'No value is carried by both; others between them share these, which were held back',
    ...chain.flatMap(({ weftId, next, omitted }) => [
      `  weft_id:${weftId}`,
      ...(next === null ? [] : [`    ✕ ${next.type} ${next.value}: ${next.text}`]),
      ...(omitted === 0 ? [] : [`    … ${countOf(omitted, 'person')} between (--most)`]),
    ]),
  ];
}
