import { weftSchema } from '../../connectors/warehouses/dialect.ts';
import { type Comparison, present, proposed, rowsOf, todays } from './comparison.ts';
import type {
  BeforeAfter,
  ChangeCount,
  ChangeKind,
  ConflictCount,
  ExclusionCount,
  IdentityPlanReport,
  LargePerson,
} from './report.ts';

const largestShown = 10;

/** Records and persons of today and of the proposed rules. */
export async function countPersons(
  comparison: Comparison,
): Promise<Pick<IdentityPlanReport, 'records' | 'persons' | 'consolidation'>> {
  const sums = async (table: string) => {
    const [row] = await rowsOf(
      comparison,
      `select count(*) as persons, coalesce(sum(records), 0) as records from ${table}`,
    );
    return { persons: Number(row?.persons), records: Number(row?.records) };
  };
  const before = await sums(todays(comparison, 'identity_persons'));
  const after = await sums(proposed(comparison, 'identity_persons'));
  const [pairs] = await rowsOf(
    comparison,
    `select coalesce(sum(records), 0) as kept,
       coalesce(sum(case when weft_id <> previous_weft_id then records else 0 end), 0) as moved
     from ${proposed(comparison, 'plan_pairs')}`,
  );
  const kept = Number(pairs?.kept);
  const share = ({ records, persons }: typeof before) => (records === 0 ? null : 1 - persons / records);
  return {
    records: {
      before: before.records,
      after: after.records,
      added: after.records - kept,
      removed: before.records - kept,
      moved: Number(pairs?.moved),
    },
    persons: { before: before.persons, after: after.persons },
    consolidation: { before: share(before), after: share(after) },
  };
}

/** What the run in the shadow wrote to its log of changes, with the records that each kind concerns. */
export async function countChanges(comparison: Comparison): Promise<Record<ChangeKind, ChangeCount>> {
  const { warehouse, planId } = comparison;
  const rows = await rowsOf(
    comparison,
    `select c.${warehouse.dialect.ident('change')} as kind, count(distinct c.weft_id) as persons,
       count(distinct c.previous_weft_id) as previous,
       coalesce(sum(case when c.previous_weft_id is not null then m.records
         when n.records is not null then n.records else o.records end), 0) as records
     from ${proposed(comparison, 'identity_changes')} as c
     left join ${proposed(comparison, 'plan_pairs')} as m
       on m.weft_id = c.weft_id and m.previous_weft_id = c.previous_weft_id
     left join ${proposed(comparison, 'identity_persons')} as n on n.weft_id = c.weft_id
     left join ${todays(comparison, 'identity_persons')} as o on o.weft_id = c.weft_id
     where c.run_id = ${warehouse.dialect.literal(planId)}
     group by 1`,
  );
  const of = (kind: ChangeKind): ChangeCount => {
    const row = rows.find((each) => each.kind === kind);
    return {
      persons: Number(row?.persons ?? 0),
      previous: kind === 'retired' ? Number(row?.persons ?? 0) : Number(row?.previous ?? 0),
      records: Number(row?.records ?? 0),
    };
  };
  return {
    created: of('created'),
    merged: of('merged'),
    split: of('split'),
    moved: of('moved'),
    retired: of('retired'),
  };
}

export async function largestPersons(comparison: Comparison): Promise<BeforeAfter<LargePerson[]>> {
  const largest = async (table: string): Promise<LargePerson[]> => {
    const rows = await rowsOf(
      comparison,
      `select weft_id, records from ${table} order by records desc, weft_id limit ${largestShown}`,
    );
    return rows.map((row) => ({ weft_id: String(row.weft_id), records: Number(row.records) }));
  };
  return {
    before: await largest(todays(comparison, 'identity_persons')),
    after: await largest(proposed(comparison, 'identity_persons')),
  };
}

/** Values that were held back, by type and rule. */
export async function countConflicts(comparison: Comparison): Promise<ConflictCount[]> {
  const counts = (table: string) => `select type, rule, count(*) as n from ${table} group by type, rule`;
  const rows = await rowsOf(
    comparison,
    `select coalesce(a.type, b.type) as type, coalesce(a.rule, b.rule) as rule,
       coalesce(b.n, 0) as n_before, coalesce(a.n, 0) as n_after
     from (${counts(todays(comparison, 'identity_conflicts'))}) as b
     full outer join (${counts(proposed(comparison, 'identity_conflicts'))}) as a
       on a.type = b.type and a.rule = b.rule
     order by 1, 2`,
  );
  return rows.map((row) => ({
    type: String(row.type),
    rule: String(row.rule),
    before: Number(row.n_before),
    after: Number(row.n_after),
  }));
}

/** Identifiers that are not used, by source, type and reason; null where that run kept no such record. */
export async function countExclusions(comparison: Comparison): Promise<ExclusionCount[]> {
  const { dialect } = comparison.warehouse;
  const read = async (schema: string, table: string, run: string) => {
    if (!(await present(comparison, schema)).has('identity_exclusions')) return undefined;
    const rows = await rowsOf(
      comparison,
      `select source, type, reason, sum(links) as links from ${table}
       where run_id = ${dialect.literal(run)} group by source, type, reason`,
    );
    return new Map(
      rows.map((row) => [JSON.stringify([row.source, row.type, row.reason]), Number(row.links)]),
    );
  };
  const before = await read(weftSchema, todays(comparison, 'identity_exclusions'), comparison.comparedRun);
  const after = await read(comparison.shadow, proposed(comparison, 'identity_exclusions'), comparison.planId);
  const keys = [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])].sort();
  return keys.map((key) => {
    const [source, type, reason]: [string | null, string, string] = JSON.parse(key);
    const of = (counts: typeof before) => (counts ? (counts.get(key) ?? 0) : null);
    return { source, type, reason, before: of(before), after: of(after) };
  });
}
