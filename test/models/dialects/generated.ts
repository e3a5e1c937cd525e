import type { Column } from '../../../connectors/warehouses/connection.ts';
import type { ColumnKind, Dialect } from '../../../connectors/warehouses/dialect.ts';
import { type Catalog, type Generation, generation } from '../../../models/dbt/context.ts';
import { modelsOf } from '../../../models/dbt/project.ts';
import { eventProperties } from '../../../models/events/context.ts';
import { propertyName } from '../../../models/events/property-name.ts';
import { normalizerSteps, stepChain, steppedText } from '../../../models/identity/normalize.ts';
import { listModel } from '../../../models/lists/names.ts';
import { parameterColumns } from '../../../models/predictions/tables.ts';
import { goldenKind } from '../../../models/profiles/context.ts';
import { createProfilesTable, replaceProfiles } from '../../../models/profiling/profiles.ts';
import { profileStatement } from '../../../models/profiling/statement.ts';
import { subjectsOf } from '../../../models/profiling/subjects.ts';
import { segmentSql } from '../../../models/segments/compile.ts';
import { planHash } from '../../../models/sync-diff/changes.ts';
import { planStatement } from '../../../models/sync-diff/plan.ts';
import { settleStatements } from '../../../models/sync-diff/settle.ts';
import { syncSource } from '../../../models/sync-diff/source.ts';
import {
  acknowledgedColumns,
  acknowledgedTable,
  answerColumns,
  answersTable,
  createSyncTables,
  planTable,
  syncTables,
  upgradeStatements,
} from '../../../models/sync-diff/tables.ts';
import { createTable } from '../../../models/template/create-table.ts';
import { traitColumnKind } from '../../../models/traits/columns.ts';
import { traitColumns } from '../../../models/workspace/kinds/trait.ts';
import type { Workspace } from '../../../models/workspace/resource.ts';

/** A statement that Weft generates: a model's query, which makes `weft.name`, or one that runs as it is. */
export interface Generated {
  name: string;
  makes: string | null;
  sql: string;
}

/** A destination that can do all that a plan asks of one. */
const receiver = { chunkRows: 1000, deletes: true, rekeys: true, clear: null, target: 't' };

/** What dbt's own macros write is not text before dbt runs; those statements are checked as they arrive. */
const byMacros = [
  'identity_members',
  'identity_edges',
  'identity_links',
  'identity_identifiers',
  'identity_lookup',
  'segment_changes',
  'segment_members',
  'segment_runs',
];

/** The columns of models that macros make, by name. */
export const macroTables: Record<string, Record<string, ColumnKind>> = {
  prediction_parameters: Object.fromEntries(parameterColumns),
  identity_members: {
    source: 'text',
    record_key: 'text',
    recorded_at: 'timestamp',
    weft_id: 'text',
    person_id: 'integer',
    component: 'integer',
    seen_run: 'integer',
    digest: 'integer',
  },
  identity_edges: {
    record_hash: 'integer',
    type: 'text',
    value: 'text',
    excluded: 'text',
    value_hash: 'integer',
  },
  identity_links: { source: 'text', record_key: 'text', type: 'text', value: 'text', excluded: 'text' },
  identity_identifiers: {
    weft_id: 'text',
    person_id: 'integer',
    type: 'text',
    value: 'text',
    first_seen: 'timestamp',
    last_seen: 'timestamp',
    records: 'integer',
  },
  identity_lookup: { type: 'text', value: 'text', weft_id: 'text', person_id: 'integer' },
  identity_changes: {
    run_id: 'text',
    at: 'timestamp',
    change: 'text',
    weft_id: 'text',
    previous_weft_id: 'text',
    reason: 'text',
  },
  segment_members: { segment: 'text', weft_id: 'text', entered_at: 'timestamp' },
};

/** Every statement of a workspace that Weft generates by itself, in an order in which each finds what it reads. */
export function generatedStatements(workspace: Workspace, catalog: Catalog, dialect: Dialect): Generated[] {
  const context = generation(workspace, catalog, dialect, 'warehouse');
  const all = modelsOf(workspace, catalog, dialect, 'warehouse');
  const models = all
    .filter(({ name }) => !byMacros.includes(name))
    .map(({ name, sql }) => ({ name, makes: `weft.${name}`, sql }));
  const run = (name: string, sql: string): Generated => ({ name, makes: null, sql });
  const links = all
    .filter(({ name }) => name === 'identity_members')
    .map(({ sql }) => run('the links that identity_members reads', sql));
  const segments = workspace
    .all('segment')
    .flatMap(({ slug, where }) =>
      where === undefined ? [] : [run(`segment ${slug} asked at once`, segmentSql(context, where))],
    );
  const typed = (workspace.identity?.types ?? []).map((type) =>
    run(
      `${type.type} as somebody types it`,
      steppedText(dialect, 'given', { value: normalizerSteps(dialect, type, { fold: true }) }),
    ),
  );
  const lookups = (workspace.identity?.types ?? []).map((type) => {
    const chain = stepChain(
      `(select ${dialect.literal('given')} as given, ${dialect.literal('DE')} as region) as input`,
      [],
      [
        {
          name: 'value',
          from: 'given',
          region: 'region',
          steps: normalizerSteps(dialect, type, { fold: true }),
        },
      ],
    );
    const ctes = chain.ctes.map(
      (cte) => `${cte.name} as (select ${cte.columns.join(', ')} from ${cte.from})`,
    );
    return run(
      `look up ${type.type}`,
      `with ${ctes.join(', ')} select l.weft_id from ${chain.last} as n join ${dialect.table('weft.identity_lookup')} as l on l.type = ${dialect.literal(type.type)} and l.value = n.value`,
    );
  });
  const golden = Object.entries(workspace.identity?.golden ?? {}).map(([name, { from }]) => ({
    name,
    kind: goldenKind(context, from),
  }));
  const traits = workspace
    .all('trait')
    .flatMap(traitColumns)
    .map(({ name }) => ({ name, kind: traitColumnKind(context, name) ?? ('double' as const) }));
  const customers = [
    { name: 'weft_id', kind: 'text' as const },
    { name: 'first_seen', kind: 'timestamp' as const },
    ...golden,
    ...traits,
  ].map((column) => ({ ...column, type: column.kind, nullable: true }));
  const listed = ['list_segment', 'list_split'].map((name) => ({
    ...{ name, kind: 'text' as const },
    ...{ type: 'text', nullable: true },
  }));
  const columnsOf = (table: string) => {
    if (table === 'weft.customer_360') return customers;
    return workspace.all('list').some(({ slug }) => table === `weft.${listModel(slug)}`)
      ? [...customers, ...listed]
      : [];
  };
  const syncs = workspace.all('sync').flatMap((sync) => {
    const runId = `r_${sync.slug}`;
    const source = syncSource(dialect, workspace, sync);
    const columns = 'table' in source.relation ? columnsOf(source.relation.table) : [];
    const request = { sync, runId, source: { ...source, columns }, receiver };
    const settling = { sync: sync.slug, runId, target: 't', digestBy: 'd', at: new Date(0), pending: 'p' };
    const worked = [planTable(runId), answersTable(runId), acknowledgedTable(runId)];
    return [
      run(`plan ${sync.slug}`, planStatement(dialect, request)),
      run(
        `plan ${sync.slug} with an eye on each key`,
        planStatement(dialect, { ...request, duplicates: true }),
      ),
      run(`answers of ${sync.slug}`, createTable(dialect, answersTable(runId), answerColumns)),
      run(
        `acknowledged of ${sync.slug}`,
        createTable(dialect, acknowledgedTable(runId), acknowledgedColumns),
      ),
      run(`hash ${sync.slug}`, planHash(dialect, dialect.table(planTable(runId)))),
      ...settleStatements(dialect, settling).map((sql) => run(`settle ${sync.slug}`, sql)),
      ...worked.map((table) => run(`drop ${sync.slug}`, `drop table if exists ${dialect.table(table)}`)),
    ];
  });
  const tables = [
    ...createSyncTables(dialect),
    ...Object.keys(syncTables).flatMap((table) => upgradeStatements(dialect, table, ['sync'])),
  ].map((sql) => run('create sync tables', sql));
  return [
    ...models,
    ...links,
    ...segments,
    ...typed,
    ...lookups,
    ...tables,
    ...syncs,
    // Of what the engine decides the kind is not known here.
    ...profiling(
      context,
      customers.filter(
        ({ name }) => golden.some((each) => each.name === name) || traitColumnKind(context, name) !== null,
      ),
    ),
  ];
}

/** What profiles the columns of small tables, of large ones, and of those of which the size is not known. */
function profiling(context: Generation, customers: readonly Column[]): Generated[] {
  const { dialect } = context;
  const run = (name: string, sql: string): Generated => ({ name, makes: null, sql });
  const events = eventProperties(context).map((column) => ({ ...column, name: propertyName(column.name) }));
  const subjects = subjectsOf(context, { events, customer_360: customers });
  const profile = {
    ...{
      resource: "event/it's \\ \n",
      column: 'c',
      place: 0,
      kind: 'text' as const,
      tableRows: null,
      rows: 3,
    },
    ...{ sampled: true, nullShare: 0.5, distinct: 2, least: null, greatest: null, withheld: null },
    ...{
      values: [{ value: 'a"\'', rows: 2, share: 1 }],
      definition: '',
      profiledAt: '2026-11-22T11:00:00.000Z',
    },
  };
  const bare = { ...profile, nullShare: 0, distinct: null, values: null, tableRows: 7 };
  return [
    ...subjects.flatMap((subject) =>
      [10, 5_000_000, null].map((size) =>
        run(`profile ${subject.resources[0]} of ${size} rows`, profileStatement(dialect, subject, size)),
      ),
    ),
    run('create column profiles', createProfilesTable(dialect)),
    ...replaceProfiles(dialect, ['event/', 'customer_360'], [profile, bare]).map((sql) =>
      run('replace column profiles', sql),
    ),
  ];
}
