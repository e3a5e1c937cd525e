import {
  bigint,
  doublePrecision,
  index,
  integer,
  json,
  jsonb,
  pgSchema,
  primaryKey,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';

/** Milliseconds, as a JavaScript date keeps them: a page of a list can begin exactly where the last one ended. */
const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/** A schema of its own, so that a database may be shared. */
export const weft = pgSchema('weft');

/** All else belongs to one workspace. */
export const workspaces = weft.table('workspaces', {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  slug: text().notNull().unique(),
  /** The version in force; 0 before the first. */
  version: integer().notNull().default(0),
  createdAt: moment('created_at').notNull().defaultNow(),
});

const workspaceId = () =>
  integer('workspace_id')
    .notNull()
    .references(() => workspaces.id, { onDelete: 'cascade' });

/** Where a version came from: a clean or changed Git checkout, a folder outside Git, or the app. */
export const sources = ['git', 'cli', 'app'] as const;
export type Source = (typeof sources)[number];

export interface GitState {
  commit: string;
  branch?: string | undefined;
  /** Whether the folder was as committed. */
  clean: boolean;
}

/** How many resources a version added, changed, removed, and holds. */
export interface VersionSummary {
  added: number;
  changed: number;
  removed: number;
  resources: number;
}

export const versions = weft.table(
  'versions',
  {
    workspaceId: workspaceId(),
    number: integer().notNull(),
    appliedAt: moment('applied_at').notNull().defaultNow(),
    appliedBy: text('applied_by').notNull(),
    source: text({ enum: sources }).notNull(),
    git: jsonb().$type<GitState>(),
    summary: jsonb().$type<VersionSummary>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.number] })],
);

/** The resources in force. `json`, as jsonb would forget the order of a map, which is that of a file's columns. */
export const resources = weft.table(
  'resources',
  {
    workspaceId: workspaceId(),
    kind: text().notNull(),
    slug: text().notNull(),
    spec: json().notNull(),
    /** The version that wrote it. */
    version: integer().notNull(),
    /** Who has the say: what code manages is removed with its file, and the app asks before it changes it. */
    managedBy: text('managed_by', { enum: sources }).notNull(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.kind, table.slug] })],
);

export const historyActions = ['add', 'change', 'remove'] as const;

/** What each version did to each resource. */
export const resourceHistory = weft.table(
  'resource_history',
  {
    workspaceId: workspaceId(),
    version: integer().notNull(),
    kind: text().notNull(),
    slug: text().notNull(),
    action: text({ enum: historyActions }).notNull(),
    before: json(),
    after: json(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.version, table.kind, table.slug] }),
    index('resource_history_of_resource').on(table.workspaceId, table.kind, table.slug),
  ],
);

/** Who did what, when; only ever added to. */
export const auditLog = weft.table(
  'audit_log',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    workspaceId: workspaceId(),
    at: moment('at').notNull().defaultNow(),
    actor: text().notNull(),
    /** `workspace.apply`, `sync.run`: the subject's kind and a verb. */
    action: text().notNull(),
    /** What it was done to: a slug, a run's id. */
    subject: text().notNull(),
    detail: jsonb().$type<Record<string, unknown>>().notNull().default({}),
  },
  (table) => [index('audit_log_latest').on(table.workspaceId, table.id)],
);

export const runKinds = ['refresh', 'sync', 'load', 'check', 'baseline', 'identity_plan'] as const;
export type RunKind = (typeof runKinds)[number];
export const runStatuses = ['queued', 'running', 'succeeded', 'failed', 'stopped', 'cancelled'] as const;
export type RunStatus = (typeof runStatuses)[number];

export interface RunError {
  message: string;
  mend?: string | undefined;
}

/** Work that was asked for: a refresh of the models, a sync, a load, a check of what a destination holds. */
export const runs = weft.table(
  'runs',
  {
    id: text().primaryKey(),
    workspaceId: workspaceId(),
    kind: text({ enum: runKinds }).notNull(),
    /** A sync's slug, a loaded table; `models` for a refresh. */
    subject: text().notNull(),
    workflowId: text('workflow_id'),
    status: text({ enum: runStatuses }).notNull().default('queued'),
    /** What asked for it: `schedule`, `refresh`, or who did. */
    trigger: text().notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    startedAt: moment('started_at'),
    endedAt: moment('ended_at'),
    counts: jsonb().$type<Record<string, unknown>>().notNull().default({}),
    error: jsonb().$type<RunError>(),
  },
  (table) => [
    index('runs_latest').on(table.workspaceId, table.createdAt, table.id),
    index('runs_of_subject').on(table.workspaceId, table.kind, table.subject, table.createdAt),
  ],
);

export const stepStatuses = ['running', 'succeeded', 'warned', 'failed', 'skipped'] as const;
export type StepStatus = (typeof stepStatuses)[number];

/** Progress within a run: a dbt model or test, a stage of a sync. */
export const runSteps = weft.table(
  'run_steps',
  {
    runId: text('run_id')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    name: text().notNull(),
    /** `model`, `test`, `stage`. */
    kind: text().notNull(),
    status: text({ enum: stepStatuses }).notNull(),
    /** In the order in which steps were first reported. */
    position: bigint({ mode: 'number' }).generatedAlwaysAsIdentity(),
    startedAt: moment('started_at'),
    seconds: doublePrecision(),
    rows: bigint({ mode: 'number' }),
    message: text(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.name] })],
);

export const identityPlanStatuses = ['running', 'ready', 'failed'] as const;

/** What other identity rules would change, computed before they are applied. */
export const identityPlans = weft.table(
  'identity_plans',
  {
    /** Also the run of the models that computed it. */
    id: text().primaryKey(),
    workspaceId: workspaceId(),
    status: text({ enum: identityPlanStatuses }).notNull().default('running'),
    /** The schema of the warehouse that it works in, which is dropped when it is over. */
    schema: text().notNull(),
    /** Hash of the three below: plans of one hash answer the same question. */
    hash: text().notNull(),
    rulesInForce: text('rules_in_force').notNull(),
    rulesProposed: text('rules_proposed').notNull(),
    /** The run of identity resolution that it was compared with. */
    comparedRun: text('compared_run').notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    endedAt: moment('ended_at'),
    /** Counts and ids; values of identifiers are masked. */
    report: jsonb().$type<Record<string, unknown>>(),
  },
  (table) => [
    index('identity_plans_of_rules').on(
      table.workspaceId,
      table.rulesInForce,
      table.rulesProposed,
      table.createdAt,
    ),
  ],
);

/** Who said yes to the plan of a run, until as many did as it takes. */
export const planApprovals = weft.table(
  'plan_approvals',
  {
    workspaceId: workspaceId(),
    runId: text('run_id').notNull(),
    /** Of the plan that they saw. */
    planHash: text('plan_hash').notNull(),
    by: text('approved_by').notNull(),
    at: moment('approved_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.runId, table.planHash, table.by] })],
);

/** What was handed to Weft to keep, such as the token of a vendor; encrypted, and named by `${secret:NAME}`. */
export const keptSecrets = weft.table(
  'kept_secrets',
  {
    workspaceId: workspaceId(),
    name: text().notNull(),
    /** AES-256-GCM, see kept-secrets.ts. */
    sealed: text().notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.name] })],
);

/**
 * Rows of a run that its destination accepted, by their places in the plan: what must be known at once should the
 * process end. It holds no customer's data, and goes when the run is settled in the warehouse.
 */
export const syncAcknowledgements = weft.table(
  'sync_acknowledgements',
  {
    runId: text('run_id').notNull(),
    chunk: integer().notNull(),
    /** Both of them accepted, and all between. */
    firstPlace: bigint('first_place', { mode: 'number' }).notNull(),
    lastPlace: bigint('last_place', { mode: 'number' }).notNull(),
    attempt: integer().notNull(),
    at: moment('at').notNull(),
  },
  (table) => [index('sync_acknowledgements_of_run').on(table.runId, table.chunk)],
);

/** Asynchronous jobs that a run gave to its vendor, so that they are not given twice. */
export const syncJobs = weft.table(
  'sync_jobs',
  {
    runId: text('run_id').notNull(),
    chunk: integer().notNull(),
    firstPlace: bigint('first_place', { mode: 'number' }).notNull(),
    /** What names the job to its vendor. */
    job: text().notNull(),
    submittedAt: moment('submitted_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.chunk, table.firstPlace] })],
);

/** How far the requests to a vendor's account have used up a window of its limits, shared by all that send there. */
export const rateLimits = weft.table(
  'rate_limits',
  {
    account: text().notNull(),
    /** `second`, `minute`, or a day as YYYY-MM-DD. */
    window: text().notNull(),
    /** Of seconds and minutes: when the next request may begin, in milliseconds since 1970. */
    nextAt: doublePrecision('next_at').notNull().default(0),
    /** Of a day: requests so far. */
    used: bigint({ mode: 'number' }).notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.account, table.window] })],
);

/** Shares of what an account may have under way at once; one that is not renewed ends. */
export const limitLeases = weft.table(
  'limit_leases',
  {
    account: text().notNull(),
    holder: text().notNull(),
    expiresAt: moment('expires_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.account, table.holder] })],
);

export const alertConditions = ['open', 'normal'] as const;

/** What an alert says: counts and causes, never a customer's data. */
export interface AlertDetail {
  title: string;
  lines: string[];
  mend?: string | undefined;
}

/** What is amiss with a sync, a segment or the models, and to whom that is yet to be told. */
export const alertStates = weft.table(
  'alert_states',
  {
    workspaceId: workspaceId(),
    /** `sync/ads`, `segment/vip`, `models`. */
    subject: text().notNull(),
    /** `failed`, `stale`, …: see models/alerts. */
    kind: text().notNull(),
    state: text({ enum: alertConditions }).notNull(),
    since: moment('since').notNull(),
    /** When it was first told; null until then. */
    toldAt: moment('told_at'),
    detail: jsonb().$type<AlertDetail>().notNull(),
    runId: text('run_id'),
    /** Names of the channels that are yet to be told. */
    untold: jsonb().$type<string[]>().notNull(),
    attempts: integer().notNull().default(0),
    /** Until then somebody is telling it. */
    claimedUntil: moment('claimed_until'),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.subject, table.kind] })],
);
