import { messageOf } from '../../../connectors/errors.ts';
import type { TableInfo, Warehouse } from '../../../connectors/warehouses/connection.ts';
import { weftSchema } from '../../../connectors/warehouses/dialect.ts';
import { type Catalog, generation } from '../../../models/dbt/context.ts';
import { createModelRuns } from '../../../models/dbt/model-runs.ts';
import {
  type ColumnProfile,
  createProfilesTable,
  lastProfiled,
  replaceProfiles,
} from '../../../models/profiling/profiles.ts';
import { profileStatement, readProfiles } from '../../../models/profiling/statement.ts';
import { eventResource, type Subject } from '../../../models/profiling/subject.ts';
import { subjectsOf } from '../../../models/profiling/subjects.ts';
import { budgetOf, hasLimit, keepDayToBudget, keepQueryToBudget } from '../../../models/workspace/budget.ts';
import type { Workspace } from '../../../models/workspace/resource.ts';
import { todaysUse } from '../budget.ts';

export interface ProfilingOptions {
  warehouse: Warehouse;
  workspace: Workspace;
  catalog: Catalog;
  now: Date;
  /** Profiled whatever was profiled before; by default what is due. */
  resources?: readonly string[];
  signal?: AbortSignal;
}

export interface Profiling {
  profiled: string[];
  /** What could not be profiled, and keeps what was known of it, each with why. */
  failed: { resources: string[]; why: string }[];
}

/** Hours after which a resource is profiled anew: a refresh of each morning finds the last one's a day old. */
const anewAfterHours = 20;
/** Statements at a time: a remote warehouse is mostly waited for. */
const atOnce = 4;

const eventPrefix = eventResource('');
/** By what a subject's profiles are found: a resource's own name, or what those of events begin with. */
const namesOf = ({ apart, resources }: Subject): string[] => (apart === null ? resources : [eventPrefix]);

/**
 * Profiles the columns of sources, entities, events and persons that have not been for a day, or are others since, and
 * drops the profiles of what is not there any more. Throws where the table of profiles itself cannot be read or written.
 */
export async function profileColumns(options: ProfilingOptions): Promise<Profiling> {
  const { warehouse, now, signal } = options;
  const { dialect } = warehouse;
  const subjects = await subjectsThere(options);
  await warehouse.execute(createProfilesTable(dialect));
  const last = await lastProfiled((sql) => warehouse.query(sql, signal ? { signal } : {}), dialect);
  const due = subjects.filter((subject) =>
    options.resources
      ? namesOf(subject).some((name) =>
          options.resources?.some(
            (asked) => asked === name || (name === eventPrefix && asked.startsWith(name)),
          ),
        )
      : isDue(subject, last, now),
  );
  const tables = await tablesOf(warehouse, due);
  const outcomes = new Map<Subject, ColumnProfile[] | string>();
  const waiting = [...due];
  const work = async () => {
    for (let subject = waiting.shift(); subject; subject = waiting.shift()) {
      signal?.throwIfAborted();
      outcomes.set(subject, await profileSubject(options, subject, sizeOf(tables, subject)).catch(messageOf));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  signal?.throwIfAborted();
  const profiled = due.filter((subject) => typeof outcomes.get(subject) !== 'string');
  const there = new Set(subjects.flatMap(namesOf));
  const gone = [...last].flatMap(([name, { definition }]) => {
    const own = name.startsWith(eventPrefix) ? eventPrefix : name;
    // What is declared personal since must go, whether or not it can be profiled anew.
    const stale = due.some((subject) => namesOf(subject).includes(own) && subject.definition !== definition);
    return stale || !there.has(own) ? [name] : [];
  });
  const replaced = [...new Set([...profiled.flatMap(namesOf), ...gone])];
  if (replaced.length > 0) {
    const profiles = profiled.flatMap((subject) => {
      const outcome = outcomes.get(subject);
      return Array.isArray(outcome) ? outcome : [];
    });
    await warehouse.transaction(replaceProfiles(dialect, replaced, profiles));
  }
  return {
    profiled: profiled.flatMap(namesOf),
    failed: due.flatMap((subject) => {
      const why = outcomes.get(subject);
      return typeof why === 'string' ? [{ resources: namesOf(subject), why }] : [];
    }),
  };
}

async function subjectsThere({ warehouse, workspace, catalog }: ProfilingOptions): Promise<Subject[]> {
  const [events, persons] = await Promise.all(
    ['events', 'customer_360'].map((table) => warehouse.columns(`${weftSchema}.${table}`)),
  );
  return subjectsOf(generation(workspace, catalog, warehouse.dialect, 'warehouse'), {
    events: events ?? [],
    customer_360: persons ?? [],
  });
}

function isDue(
  subject: Subject,
  last: ReadonlyMap<string, { definition: string; at: string }>,
  now: Date,
): boolean {
  const own =
    subject.apart === null
      ? subject.resources.map((name) => last.get(name))
      : [[...last].find(([name]) => name.startsWith(eventPrefix))?.[1]];
  return own.some(
    (each) =>
      each === undefined ||
      each.definition !== subject.definition ||
      now.getTime() - Date.parse(each.at) >= anewAfterHours * 3_600_000,
  );
}

/** The tables of the schemas that subjects are in: of one schema an engine tells the sizes of tables. */
async function tablesOf(warehouse: Warehouse, subjects: readonly Subject[]): Promise<TableInfo[]> {
  const schemas = new Set(
    subjects.flatMap(({ table }) => {
      const parts = table?.split('.') ?? [];
      return parts.length === 2 ? parts.slice(0, 1) : [];
    }),
  );
  return (await Promise.all([...schemas].map((schema) => warehouse.tables(schema)))).flat();
}

/** How many rows a table has; null for a view, a statement, or where the engine does not tell. */
function sizeOf(tables: readonly TableInfo[], { table }: Subject): number | null {
  const [name, schema] = (table ?? '').split('.').toReversed();
  const found = tables.find((each) => each.schema === schema && each.name === name && each.kind === 'table');
  return table === null || table.split('.').length > 2 ? null : (found?.rows ?? null);
}

async function profileSubject(
  { warehouse, workspace, now, signal }: ProfilingOptions,
  subject: Subject,
  tableRows: number | null,
): Promise<ColumnProfile[]> {
  const budget = budgetOf(workspace);
  const sql = profileStatement(warehouse.dialect, subject, tableRows);
  if (hasLimit(budget)) {
    await warehouse.execute(createModelRuns(warehouse.dialect));
    const estimate = await warehouse.estimate(sql);
    keepQueryToBudget(budget, `Profiling ${subject.resources.join(', ')}`, estimate);
    const expected = { bytes: estimate?.bytes ?? null, credits: estimate?.credits ?? null };
    keepDayToBudget(budget, await todaysUse(warehouse, workspace.zone, now), expected, workspace.zone);
  }
  const rows = await warehouse.query(sql, {
    ...(signal ? { signal } : {}),
    ...(budget.bytesPerQuery === null ? {} : { maxBytes: budget.bytesPerQuery }),
    tag: { resource: subject.resources[0] ?? '' },
  });
  return readProfiles(rows, subject, { tableRows, now });
}
