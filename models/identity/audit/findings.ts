import type { Identity } from '../../workspace/kinds/identity.ts';
import { countOf, exclusionWords } from '../explain/words.ts';
import type { Cluster } from './clusters.ts';
import { usualNames } from './names.ts';
import type { CarriedValue, ConflictCount, Dropped, Exclusion } from './values.ts';

/** Something that a data team should look at. */
export interface Finding {
  kind:
    | 'many_names'
    | 'hinge'
    | 'large'
    | 'carried_by_many'
    | 'over_max_records'
    | 'conflicts'
    | 'exclusions';
  /** For order alone; a cluster's own, and else the binary logarithm of how much is concerned. */
  score: number;
  text: string;
  /** What to do about it. */
  mend: string;
}

export interface Measured {
  clusters: readonly Cluster[];
  carried: readonly CarriedValue[];
  dropped: readonly Dropped[];
  conflicts: readonly ConflictCount[];
  exclusions: readonly Exclusion[];
}

/** A person of so many records, or a value on so many, is worth a look whatever else is known of it. */
const noteworthy = 50;
/** A part of two records may well be one household's device; of three it is someone. */
const partRecords = 3;
/** Links refused for more than this share speak of the column, not of its rows. */
const noteworthyShare = 0.2;

const scoreOfCount = (count: number): number => Math.round(Math.log2(Math.max(1, count)) * 100) / 100;

export function findingsOf(identity: Identity, measured: Measured): Finding[] {
  return [
    ...measured.clusters.flatMap((cluster) => clusterFindings(identity, cluster)),
    ...measured.carried.flatMap((value) => carriedFindings(identity, value)),
    ...measured.dropped.map(
      (dropped): Finding => ({
        kind: 'over_max_records',
        score: scoreOfCount(dropped.links) / 2,
        text: `${countOf(dropped.values, 'value')} of ${dropped.type} on ${countOf(dropped.links, 'record')} joined nothing: over max_records ${maxRecordsOf(identity, dropped.type)}. The most carried is ${dropped.shown[0]?.value} (${countOf(dropped.shown[0]?.records ?? 0, 'record')})`,
        mend: `If they are real, raise max_records of ${dropped.type}; if they are placeholders, add them to its block, so that they are no identifiers at all.`,
      }),
    ),
    ...measured.conflicts.map((conflict) => conflictFinding(identity, conflict)),
    ...measured.exclusions.flatMap(exclusionFindings),
  ].sort((one, other) => other.score - one.score);
}

const maxRecordsOf = (identity: Identity, type: string): string =>
  String(identity.types.find((each) => each.type === type)?.max_records ?? 'of the latest run');

function clusterFindings(identity: Identity, cluster: Cluster): Finding[] {
  const { weftId, records, names, hinges, score } = cluster;
  const explain = `See \`./weft identity explain weft_id:${weftId}\``;
  const findings: Finding[] = [];
  for (const [column, count] of Object.entries(names)) {
    findings.push({
      kind: 'many_names',
      score,
      text: `weft_id:${weftId} has ${count} different values of ${column} in ${countOf(records, 'record')} (more than ${usualNames} are unusual)`,
      mend: `${explain}; then block the value that joins them, give its type a limit, or part the records with \`./weft identity split\`.`,
    });
  }
  const hinge = hinges?.find(({ parts }) => (parts[1] ?? 0) >= partRecords);
  if (hinge) {
    findings.push({
      kind: 'hinge',
      score,
      text: `weft_id:${weftId} hangs together by ${hinge.type} ${hinge.value} alone: without it ${countOf(hinge.cutOff, 'record')} of ${records} would be of others (parts of ${hinge.parts.join(', ')})`,
      mend: `${explain}. If different people share the value, add it to block of ${hinge.type}${carriedMend(identity, hinge.type)}.`,
    });
  }
  if (findings.length === 0 && records >= noteworthy) {
    findings.push({
      kind: 'large',
      score,
      text: `weft_id:${weftId} has ${countOf(records, 'record')}`,
      mend: `${explain}, and the values that most records carry below.`,
    });
  }
  return findings;
}

const carriedMend = (identity: Identity, name: string): string => {
  const type = identity.types.find((each) => each.type === name);
  return type?.max_records === undefined
    ? ', or set its max_records'
    : `, or lower its max_records (${type.max_records})`;
};

function carriedFindings(identity: Identity, { type, value, records, persons }: CarriedValue): Finding[] {
  if (records < noteworthy) return [];
  return [
    {
      kind: 'carried_by_many',
      score: scoreOfCount(records),
      text: `${type} ${value} is carried by ${countOf(records, 'record')} of ${countOf(persons, 'person')}`,
      mend: `If it is not one person's own, add it to block of ${type}${carriedMend(identity, type)}.`,
    },
  ];
}

function conflictFinding(identity: Identity, { rule, type, values, example }: ConflictCount): Finding {
  const count = countOf(values, 'value');
  const shown = `, such as ${type} ${example.value} between ${countOf(example.clusters, 'person')}`;
  switch (rule) {
    case 'undecided':
      return {
        kind: 'conflicts',
        score: 10 + scoreOfCount(values),
        text: `${count} of ${type} were left undecided and joined nothing${shown}`,
        mend: `Raise max_rounds of the identity rules above ${identity.max_rounds}.`,
      };
    case 'full':
      return {
        kind: 'conflicts',
        score: scoreOfCount(values),
        text: `${count} of ${type} did not join persons that were over a limit already${shown}`,
        mend: `Explain one: \`./weft identity explain ${type}:${example.value}\`. Where persons rightly hold more values, raise the limit of that type.`,
      };
    default:
      return {
        kind: 'conflicts',
        score: scoreOfCount(values),
        text: `${count} of ${type} joined nothing, as their join would break a limit${shown}`,
        mend: `Explain one: \`./weft identity explain ${type}:${example.value}\`. Values that people share (a family's phone) are rightly held back; else raise the limit, or join records with \`./weft identity join\`.`,
      };
  }
}

function exclusionFindings({ source, type, reason, links, share }: Exclusion): Finding[] {
  if (reason === 'max_records' || share === null || share < noteworthyShare) return [];
  const where = source === null ? type : `${type} in source ${source}`;
  return [
    {
      kind: 'exclusions',
      score: scoreOfCount(links),
      text: `${(share * 100).toFixed(0)} % of ${where} (${countOf(links, 'link')}) is no identifier: each is ${exclusionWords[reason] ?? reason}`,
      mend:
        reason === 'invalid'
          ? `Look at what the column holds, and at normalize${type === 'phone' ? ' and region' : ''} of ${type}.`
          : reason === 'blocked'
            ? `Look at the block patterns of ${type}.`
            : reason === 'outside'
              ? `Add the source to within of ${type} if it should join there too.`
              : 'Look at what the column holds; a placeholder joins nothing, and nothing is wrong with that.',
    },
  ];
}
