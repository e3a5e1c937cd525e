import type { IdentityPlanReport, Sample, SyncCounts } from '../../workflows/plan-identity/report.ts';
import { table } from '../output.ts';

/** An identity plan as text. */
export function describeReport(report: IdentityPlanReport): string {
  const sections = [
    totals(report),
    changes(report),
    rows('Largest persons, in records', largest(report)),
    rows('Values that were held back', conflicts(report)),
    rows('Identifiers that are not used', exclusions(report)),
    samples('Merges, the largest first', report.samples.merged, 'today', 'they share'),
    samples('Splits, the largest first', report.samples.split, 'then', 'they shared'),
    rows('Segments', segments(report)),
    rows('Syncs: rows to send', syncs(report)),
    report.notes.map((note) => `Note: ${note}`).join('\n'),
    `Plan ${report.plan}, hash ${report.hash}, in ${report.seconds.toFixed(1)} s. Nothing was changed; \`weft apply\` puts the rules in force.`,
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

const number = (value: number): string => value.toLocaleString('en');
const orUnknown = (value: number | null): string => (value === null ? 'not known' : number(value));
const percent = (share: number | null): string =>
  share === null ? 'not known' : `${(share * 100).toFixed(1)} %`;

function rows(title: string, lines: readonly (readonly string[])[]): string {
  return lines.length < 2 ? '' : `${title}\n${indented(table(lines))}`;
}

const indented = (text: string): string => text.replace(/^/gm, '  ');

function totals({ records, persons, consolidation, comparedWith }: IdentityPlanReport): string {
  return [
    `Compared with run ${comparedWith.run} of ${comparedWith.at}`,
    indented(
      table([
        ['', 'today', 'then'],
        ['records', number(records.before), number(records.after)],
        ['persons', number(persons.before), number(persons.after)],
        ['consolidation', percent(consolidation.before), percent(consolidation.after)],
      ]),
    ),
  ].join('\n');
}

function changes({ changes: counts, records }: IdentityPlanReport): string {
  const { created, merged, split, moved, retired } = counts;
  const persons = (count: number) => `${number(count)} ${count === 1 ? 'person' : 'persons'}`;
  return rows('Changes', [
    ['', 'persons', 'records'],
    ['merged', `${persons(merged.previous)} into ${number(merged.persons)}`, number(merged.records)],
    ['split', `${persons(split.persons)} off ${number(split.previous)}`, number(split.records)],
    ['moved', `from ${persons(moved.previous)} to ${number(moved.persons)}`, number(moved.records)],
    ['created', persons(created.persons), number(created.records)],
    ['retired', persons(retired.persons), number(retired.records)],
    ['in all', '', `${number(records.moved)} change their person`],
  ]);
}

function largest({ largest: { before, after } }: IdentityPlanReport): string[][] {
  const cell = (person: { weft_id: string; records: number } | undefined) =>
    person ? `${number(person.records)} (${person.weft_id.slice(0, 8)}…)` : '';
  return [
    ['today', 'then'],
    ...Array.from({ length: Math.max(before.length, after.length) }, (_, place) => [
      cell(before[place]),
      cell(after[place]),
    ]),
  ];
}

const conflicts = (report: IdentityPlanReport): string[][] => [
  ['type', 'rule', 'today', 'then'],
  ...report.conflicts.map(({ type, rule, before, after }) => [type, rule, number(before), number(after)]),
];

const exclusions = (report: IdentityPlanReport): string[][] => [
  ['source', 'type', 'reason', 'today', 'then'],
  ...report.exclusions.map(({ source, type, reason, before, after }) => [
    source ?? 'all',
    type,
    reason.replaceAll('_', ' '),
    orUnknown(before),
    orUnknown(after),
  ]),
];

function samples(title: string, found: readonly Sample[], when: string, share: string): string {
  if (found.length === 0) return '';
  const values = (identifiers: Sample['shared']) =>
    identifiers.map(({ type, value }) => (value === '' ? type : `${type} ${value}`)).join(', ');
  const blocks = found.map(({ weft_id, records, persons, parts, shared }) =>
    [
      `${weft_id}: ${number(persons)} persons ${when}, ${number(records)} records${shared.length > 0 ? `; ${share} ${values(shared)}` : ''}`,
      ...parts.map((part) =>
        `  ${part.weft_id}  ${number(part.records)} ${part.records === 1 ? 'record' : 'records'}  ${values(part.identifiers)}`.trimEnd(),
      ),
      ...(persons > parts.length ? [`  and ${number(persons - parts.length)} more`] : []),
    ].join('\n'),
  );
  return `${title}\n${indented(blocks.join('\n'))}`;
}

const segments = (report: IdentityPlanReport): string[][] => [
  ['segment', 'today', 'then', 'enter', 'leave'],
  ...report.segments.map(({ segment, before, after, entered, left }) => [
    segment,
    before === null ? 'new' : number(before),
    number(after),
    number(entered),
    number(left),
  ]),
];

function syncs(report: IdentityPlanReport): string[][] {
  const counts = (each: SyncCounts) =>
    'error' in each
      ? `not computed: ${each.error}`
      : `${number(each.create)} create, ${number(each.update)} update, ${number(each.delete)} delete, ${number(each.skipped)} skipped`;
  return [
    ['sync', 'today', 'then'],
    ...report.syncs.map(({ sync, before, after }) => [sync, counts(before), counts(after)]),
  ];
}
