import type { Warehouse } from '../../../connectors/warehouses/connection.ts';
import type { Workspace } from '../../workspace/resource.ts';
import { requireResolved } from '../find-record.ts';
import { rulesHash } from '../rules.ts';
import { identityTable } from '../tables.ts';
import { type Between, explainBetween } from './between.ts';
import { type Carrier, personsOf } from './carriers.ts';
import { type HeldBack, whyHeldBack } from './held-back.ts';
import { explainPath, type Path } from './path.ts';
import { explainPerson, type PersonExplanation } from './person.ts';
import { findSubject, identityOf, type Subject } from './subject.ts';

export interface ExplainOptions {
  /** At most so many of each list. */
  most: number;
}

/** One person: whom the subject leads to, why they are one, and what is held back. */
export interface SubjectExplanation {
  subject: Subject;
  run: LatestRun;
  /** Persons that carry the subject, the one with most records of it first, and how many there are. */
  persons: { shown: Carrier[]; total: number };
  /** Why the subject's own value joins nothing, or not all that carry it. */
  heldBack: HeldBack[];
  person: PersonExplanation;
}

/** Two subjects: the path that joins them, or what keeps them apart. */
export interface PairExplanation {
  from: Subject;
  to: Subject;
  run: LatestRun;
  same: boolean;
  /** Where they are one person. */
  path: Path | null;
  /** Where they are not. */
  between: Between | null;
}

export interface LatestRun {
  id: string;
  number: number;
  at: string;
  /** False where the rules in force were applied after it. */
  rulesInForce: boolean;
}

/** Explains the person that `TYPE:VALUE`, `weft_id:ID` or `SOURCE/RECORD_KEY` leads to. Throws ConfigError for none. */
export async function explain(
  warehouse: Warehouse,
  workspace: Workspace,
  given: string,
  options: ExplainOptions,
): Promise<SubjectExplanation> {
  await requireResolved(warehouse);
  const identity = identityOf(workspace);
  const subject = await findSubject(warehouse, workspace, given);
  const persons = await personsOf(warehouse, subject, options);
  const first = persons.shown[0];
  if (!first) throw new TypeError(`${given} was found and belongs to nobody`);
  return {
    subject,
    run: await latestRun(warehouse, workspace),
    persons,
    heldBack: subject.kind === 'identifier' ? await whyHeldBack(warehouse, identity, [subject]) : [],
    person: await explainPerson(warehouse, identity, first.personId, options),
  };
}

/** Explains why two subjects are one person, or why not. Throws ConfigError where one leads nowhere. */
export async function explainPair(
  warehouse: Warehouse,
  workspace: Workspace,
  given: { from: string; to: string },
  options: ExplainOptions,
): Promise<PairExplanation> {
  await requireResolved(warehouse);
  const identity = identityOf(workspace);
  const from = await findSubject(warehouse, workspace, given.from);
  const to = await findSubject(warehouse, workspace, given.to);
  const run = await latestRun(warehouse, workspace);
  const shared = await personsOf(warehouse, from, { most: 1, and: to });
  if (shared.shown[0]) {
    const path = await explainPath(warehouse, identity, shared.shown[0], [from, to], options);
    return { from, to, run, same: true, path, between: null };
  }
  const [one] = (await personsOf(warehouse, from, { most: 1 })).shown;
  const [other] = (await personsOf(warehouse, to, { most: 1 })).shown;
  if (!one || !other) throw new TypeError(`${given.from} or ${given.to} was found and belongs to nobody`);
  const between = await explainBetween(warehouse, identity, one, other, options);
  return { from, to, run, same: false, path: null, between };
}

async function latestRun(warehouse: Warehouse, workspace: Workspace): Promise<LatestRun> {
  const { dialect } = warehouse;
  const [row] = await warehouse.query(
    `select run_id, run_number, ${dialect.ident('at')} as run_at, rules_hash from ${identityTable(dialect, 'runs')}
     order by run_number desc limit 1`,
  );
  const sources = workspace.all('source').filter(({ identifiers }) => identifiers.length > 0);
  return {
    id: String(row?.run_id),
    number: Number(row?.run_number),
    at: String(row?.run_at),
    rulesInForce: row?.rules_hash === rulesHash(identityOf(workspace), sources),
  };
}
