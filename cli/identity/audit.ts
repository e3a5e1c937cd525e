import type { Command } from 'commander';
import { type Audit, auditIdentity } from '../../models/identity/audit/audit.ts';
import { withModels } from '../open-workspace.ts';
import { answer, table } from '../output.ts';
import { rows } from './explain.ts';

export function registerAudit(identity: Command): void {
  identity
    .command('audit')
    .description(
      'look for wrong joins: suspicious persons, values that join most, what was kept from joining',
    )
    .option('--most <rows>', 'the most rows of each list', rows, 10)
    .option('--json', 'the same as JSON')
    .action(({ most }: { most: number }) =>
      withModels('weft identity audit', async ({ warehouse, context }) => {
        const audit = await auditIdentity(warehouse, context, { most });
        answer(audit, () => describe(audit));
      }),
    );
}

function describe({ findings, clusters, carried, dropped, conflicts, exclusions }: Audit): string {
  const counts = (each: Record<string, number>) =>
    Object.entries(each)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ');
  return [
    findings.length === 0 ? 'Nothing looks wrong.' : 'Look at',
    ...findings.flatMap(({ score, text, mend }) => [
      `  ${score.toFixed(1).padStart(5)}  ${text}`,
      `         do: ${mend}`,
    ]),
    ...section(
      'Persons that may be several',
      ['SCORE', 'PERSON', 'RECORDS', 'VALUES', 'NAMES', 'DIAMETER', 'WORST HINGE'],
      clusters.map(({ score, weftId, records, values, names, diameter, hinges }) => [
        score.toFixed(1),
        `weft_id:${weftId}`,
        String(records),
        counts(values),
        counts(names),
        diameter === null ? 'not searched' : `${diameter.exact ? '' : 'at least '}${diameter.joins}`,
        hinges === null
          ? 'not searched'
          : hinges[0]
            ? `${hinges[0].type} ${hinges[0].value} (parts of ${hinges[0].parts.join(', ')})`
            : 'none',
      ]),
    ),
    ...section(
      'Values that most records carry',
      ['TYPE', 'VALUE', 'RECORDS', 'PERSONS'],
      carried.map(({ type, value, records, persons }) => [type, value, String(records), String(persons)]),
    ),
    ...section(
      'Values over max_records',
      ['TYPE', 'VALUE', 'RECORDS'],
      dropped.flatMap(({ type, shown }) => shown.map(({ value, records }) => [type, value, String(records)])),
    ),
    ...section(
      'Values held back',
      ['RULE', 'TYPE', 'VALUES', 'SUCH AS'],
      conflicts.map(({ rule, type, values, example }) => [rule, type, String(values), example.value]),
    ),
    ...section(
      'No identifiers',
      ['REASON', 'SOURCE', 'TYPE', 'LINKS', 'SHARE'],
      exclusions.map(({ reason, source, type, links, share }) => [
        reason,
        source ?? '',
        type,
        String(links),
        share === null ? '' : `${(share * 100).toFixed(1)} %`,
      ]),
    ),
  ].join('\n');
}

const section = (title: string, head: string[], rows: string[][]): string[] =>
  rows.length === 0 ? [] : ['', title, table([head, ...rows].map((row) => ['', ...row]))];
