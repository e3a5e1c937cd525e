import 'server-only';
import { nameOf } from '../../models/words/names.ts';
import type { IdentifierType } from '../../models/workspace/kinds/identity.ts';
import { authorise } from './authorise.ts';
import { calledPeople } from './called-people.ts';
import { numberOf, textOf, textOrNull } from './values.ts';
import { dialect, row, rows } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

export interface IdentitySummary {
  records: number;
  identifiers: number;
  persons: number;
  /** People known by more than one record. */
  joined: number;
}

export async function identitySummary(): Promise<IdentitySummary> {
  await authorise('read');
  const [members, persons, identifiers] = await Promise.all([
    row('select count(*) as records from weft.identity_members'),
    row(
      'select count(*) as persons, count(case when records > 1 then 1 end) as joined from weft.identity_persons',
    ),
    row(
      'select count(*) as identifiers from (select distinct type, value from weft.identity_identifiers) as found',
    ),
  ]);
  return {
    records: numberOf(members.records),
    identifiers: numberOf(identifiers.identifiers),
    persons: numberOf(persons.persons),
    joined: numberOf(persons.joined),
  };
}

/** The declared types of identifiers, strongest first, each with what the warehouse holds of it. */
export async function identifierTypes(): Promise<{ type: IdentifierType; values: number; people: number }[]> {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  const found = await rows(
    `select type, count(distinct value) as found, count(distinct weft_id) as people
     from weft.identity_identifiers group by type`,
  );
  return (workspace.identity?.types ?? []).map((type) => {
    const counts = found.find((one) => one.type === type.type);
    return { type, values: numberOf(counts?.found), people: numberOf(counts?.people) };
  });
}

export async function sourceRecords(): Promise<
  { slug: string; name: string; records: number; people: number }[]
> {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  const found = await rows(
    `select source, count(*) as records, count(distinct weft_id) as people
     from weft.identity_members group by source order by records desc, source`,
  );
  return found.map((one) => {
    const slug = textOf(one.source);
    const source = workspace.get('source', slug);
    return {
      slug,
      name: source ? nameOf(source) : slug,
      records: numberOf(one.records),
      people: numberOf(one.people),
    };
  });
}

export interface ConflictCount {
  rule: string;
  type: string;
  values: number;
}

/** Values that joined nothing, by the rule that held them back. */
export async function conflictCounts(): Promise<ConflictCount[]> {
  await authorise('read');
  const found = await rows(
    `select rule, type, count(distinct value) as found from weft.identity_conflicts
     group by rule, type order by found desc, rule, type`,
  );
  return found.map((one) => ({
    rule: textOf(one.rule),
    type: textOf(one.type),
    values: numberOf(one.found),
  }));
}

export interface Conflict {
  rule: string;
  type: string;
  value: string | null;
  clusters: number;
}

export const conflictPageSize = 50;

/** The values that one rule held back, the most shared first. */
export async function conflicts(
  rule: string,
  page: number,
): Promise<{ conflicts: Conflict[]; total: number }> {
  const actor = await authorise('read');
  const [found, counted] = await Promise.all([
    rows(
      `select type, value, max(clusters) as clusters from weft.identity_conflicts where rule = $1
       group by type, value order by clusters desc, type, value
       limit ${conflictPageSize} offset ${(page - 1) * conflictPageSize}`,
      { values: [rule] },
    ),
    row(
      `select count(*) as found from (select distinct type, value from weft.identity_conflicts where rule = $1) as held`,
      { values: [rule] },
    ),
  ]);
  const personal = actor.permissions.has('personal.read');
  return {
    conflicts: found.map((one) => ({
      rule,
      type: textOf(one.type),
      value: personal ? textOf(one.value) : null,
      clusters: numberOf(one.clusters),
    })),
    total: numberOf(counted.found),
  };
}

/** The people with the most records: where a wrong join would show first. */
export async function largestClusters(): Promise<
  { weftId: string; name: string; records: number; createdAt: string | null }[]
> {
  await authorise('read');
  const found = await rows(
    `select weft_id, records, created_at from weft.identity_persons order by records desc, weft_id limit 10`,
  );
  const names = await calledPeople(found.map((one) => textOf(one.weft_id)));
  return found.map((one) => {
    const weftId = textOf(one.weft_id);
    return {
      weftId,
      name: names.get(weftId) ?? weftId,
      records: numberOf(one.records),
      createdAt: textOrNull(one.created_at),
    };
  });
}

export interface IdentityChange {
  at: string | null;
  change: string;
  weftId: string;
  previous: string | null;
  reason: string | null;
}

/** Who became one person, and who no longer is. New people are many and say little: they are counted only. */
export async function recentChanges(): Promise<IdentityChange[]> {
  await authorise('read');
  const at = dialect().ident('at');
  const found = await rows(
    `select ${at}, change, weft_id, previous_weft_id, reason from weft.identity_changes
     where change <> 'created' order by ${at} desc, change, weft_id, previous_weft_id nulls last limit 20`,
  );
  return found.map((one) => ({
    at: textOrNull(one.at),
    change: textOf(one.change),
    weftId: textOf(one.weft_id),
    previous: textOrNull(one.previous_weft_id),
    reason: textOrNull(one.reason),
  }));
}
