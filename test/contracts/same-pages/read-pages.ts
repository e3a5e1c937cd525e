import { profilesOf } from '../../../web/data/column-profiles.ts';
import {
  conflictCounts,
  conflicts,
  identifierTypes,
  identitySummary,
  largestClusters,
  recentChanges,
  sourceRecords,
} from '../../../web/data/identity.ts';
import { budgetToday, recordedCosts, runCosts } from '../../../web/data/model-costs.ts';
import { totals } from '../../../web/data/overview.ts';
import { findPerson, personConsents, personSegments, personTraits } from '../../../web/data/person.ts';
import { personIdentity } from '../../../web/data/person-identity.ts';
import { personSent } from '../../../web/data/person-sent.ts';
import { lastEvents, personTimeline } from '../../../web/data/person-timeline.ts';
import { findPeople } from '../../../web/data/profiles.ts';
import { segmentHistory } from '../../../web/data/segment-history.ts';
import { exportedMembers, segmentMembers } from '../../../web/data/segment-members.ts';
import { segmentSizes } from '../../../web/data/segments.ts';
import { relationSample, sourceStates } from '../../../web/data/sources.ts';
import { latestRun } from '../../../web/data/sync-progress.ts';
import { rejectGroups } from '../../../web/data/sync-rejects.ts';
import { skipReasons, syncRows } from '../../../web/data/sync-rows.ts';
import { findSyncRun, lastRuns, syncRuns } from '../../../web/data/sync-runs.ts';
import { traitDistribution } from '../../../web/data/trait-distribution.ts';
import { traitCoverage, traitDefinitions } from '../../../web/data/traits.ts';

/** Some of what the workspace holds, so that every engine is asked for the same. */
export interface Chosen {
  persons: readonly string[];
  searches: readonly string[];
  segment: string;
  sync: string;
  syncRun: string;
  source: string;
  refresh: string;
}

type Reading = readonly [name: string, read: () => Promise<unknown>];

/** Everything that the app's pages read from the warehouse, by a name of the reading. */
export async function readPages(chosen: Chosen): Promise<Map<string, unknown>> {
  const readings: Reading[] = [
    ['identity summary', identitySummary],
    ['identifier types', identifierTypes],
    ['source records', sourceRecords],
    ['conflict counts', conflictCounts],
    ['conflicts', () => conflicts('full', 1)],
    ['largest clusters', largestClusters],
    ['recent changes', recentChanges],
    ['totals', totals],
    ['segment sizes', async () => [...(await segmentSizes())]],
    ['segment history', () => segmentHistory(chosen.segment)],
    ...sortedMembers(chosen.segment),
    ['members for an export', () => exported(chosen.segment)],
    ['source states', async () => [...(await sourceStates())]],
    ['source sample', () => sampled(chosen.source)],
    ['column profiles', () => profiled(`source/${chosen.source}`)],
    ['column profiles of persons', () => profiled('customer_360')],
    ['last runs', async () => [...(await lastRuns(14))]],
    ['sync runs', () => syncRuns(chosen.sync, 1)],
    ['sync run', () => findSyncRun(chosen.sync, chosen.syncRun)],
    ['sync rows', () => syncRows({ run: chosen.syncRun, status: null, operation: null, q: '', page: 1 })],
    [
      'sync rows found',
      () => syncRows({ run: chosen.syncRun, status: 'accepted', operation: null, q: "a'%_\\", page: 1 }),
    ],
    ['skip reasons', () => skipReasons(chosen.syncRun)],
    ['reject groups', () => rejectGroups(chosen.syncRun)],
    ['latest run', () => latestRun(chosen.sync)],
    ['trait coverage', async () => [...(await traitCoverage()).known]],
    ['model costs', recordedCosts],
    ['costs of a run', async () => [...(await runCosts(chosen.refresh))].sort()],
    ['budget', budgetToday],
    ...(await traitDefinitions()).flatMap(({ columns }) =>
      columns.map(
        ({ name }): Reading => [`trait ${name}`, async () => rounded(await traitDistribution(name))],
      ),
    ),
    ...peopleReadings(chosen),
    ...chosen.persons.flatMap(personReadings),
  ];
  const found = new Map<string, unknown>();
  for (const [name, read] of readings) found.set(name, await read());
  return found;
}

const sortedMembers = (segment: string): Reading[] =>
  (['entered_at', 'name', 'email'] as const).flatMap((sort) =>
    (['asc', 'desc'] as const).map((direction): Reading => {
      const query = { sort, direction, page: 1 };
      return [`members by ${sort} ${direction}`, () => segmentMembers(segment, query)];
    }),
  );

const peopleReadings = ({ searches }: Chosen): Reading[] => [
  ...['name', 'records', 'first_seen', 'last_seen', 'email'].flatMap((sort) =>
    (['asc', 'desc'] as const).map((direction): Reading => {
      const query = { q: '', sort, direction, page: 2 };
      return [`people by ${sort} ${direction}`, () => findPeople(query)];
    }),
  ),
  ...searches.map((q): Reading => {
    const query = { q, sort: 'name', direction: 'asc', page: 1 } as const;
    return [`people found by ${JSON.stringify(q)}`, () => findPeople(query)];
  }),
];

const personReadings = (person: string): Reading[] => [
  [`${person}: person`, () => findPerson(person)],
  [`${person}: traits`, () => personTraits(person)],
  [`${person}: consents`, () => personConsents(person)],
  [`${person}: segments`, () => personSegments(person)],
  [`${person}: identity`, () => personIdentity(person)],
  [`${person}: sent`, () => personSent(person)],
  [`${person}: last events`, () => lastEvents(person, 5)],
  [`${person}: timeline`, () => personTimeline(person, { channel: null, before: null })],
  [`${person}: web visits`, () => personTimeline(person, { channel: 'web_events', before: null })],
];

async function exported(segment: string): Promise<unknown> {
  const { columns, batches } = await exportedMembers(segment);
  const rows: unknown[] = [];
  for await (const batch of batches) rows.push(...batch);
  return { columns, rows };
}

/** Without when; doubles and what is taken of them differ in their last digits. */
async function profiled(resource: string): Promise<unknown> {
  const { byColumn } = await profilesOf(resource);
  return [...byColumn.values()].map(({ profiledAt: _, ...profile }) =>
    profile.kind === 'double' ? { ...profile, least: null, greatest: null } : profile,
  );
}

/** A sample is of any rows, and types have each engine's own names. */
async function sampled(source: string): Promise<unknown> {
  const { columns, rows } = await relationSample('source', source, false);
  return { columns: columns.map(({ type: _, ...column }) => column), rows: rows.length };
}

/** Means of doubles add up in an order of each engine's own. */
const rounded = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, each) => (typeof each === 'number' ? Number(each.toPrecision(10)) : each)),
  );
