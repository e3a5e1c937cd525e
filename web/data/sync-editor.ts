import 'server-only';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Field } from '../../connectors/destinations/define.ts';
import { destinationOf, destinations } from '../../connectors/destinations/registry.ts';
import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import { nameOf } from '../../models/words/names.ts';
import { describeDestinations } from '../../models/workspace/check-destinations.ts';
import { findingsOf } from '../../models/workspace/issues.ts';
import { mappedValue } from '../../models/workspace/kinds/mapping.ts';
import { slug } from '../../models/workspace/kinds/shared.ts';
import { type Sync, syncSchema } from '../../models/workspace/kinds/sync.ts';
import { parseResource, problemsOfEdit } from '../../models/workspace/parse-resource.ts';
import { type Problem as Finding, locate } from '../../models/workspace/problem.ts';
import { toYaml } from '../../models/workspace/to-yaml.ts';
import { destinationFields } from '../../workflows/run-sync/look-at-destination.ts';
import {
  findSourceRows,
  rehearseRow,
  type SourceRow,
  sendOneRow,
  type TriedRow,
} from '../../workflows/run-sync/one-row.ts';
import { readSource } from '../../workflows/run-sync/plan/read-source.ts';
import { type FormField, formOf } from '../words/schema-form.ts';
import { authorise } from './authorise.ts';
import { profilesOf } from './column-profiles.ts';
import { withControl } from './control.ts';
import { attempt } from './problem.ts';
import { settings } from './settings.ts';
import { onWarehouse } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

export interface Choice {
  slug: string;
  name: string;
}

export interface ObjectChoice extends Choice {
  modes: readonly Sync['mode'][];
  /** The options of `to:` beside the destination and the object. */
  form: FormField;
}

export interface DestinationChoice extends Choice {
  /** "Webhook". */
  type: string;
  objects: ObjectChoice[];
}

/** What a sync may be made of. */
export interface SyncChoices {
  zone: string;
  segments: Choice[];
  lists: Choice[];
  entities: Choice[];
  /** Tables that are known to be there; any other may be named too. */
  tables: string[];
  destinations: DestinationChoice[];
  /** Slugs that are taken. */
  syncs: Choice[];
}

const choiceOf = (one: { slug: string; name?: string | undefined }): Choice => ({
  slug: one.slug,
  name: nameOf(one),
});

export async function syncChoices(): Promise<SyncChoices> {
  await authorise('read');
  const { workspace, zone } = await currentWorkspace();
  const sources = workspace.all('source').flatMap(({ table }) => (table === undefined ? [] : [table]));
  return {
    zone,
    segments: workspace.all('segment').map(choiceOf),
    lists: workspace.all('list').map(choiceOf),
    entities: workspace.all('entity').map(choiceOf),
    tables: ['weft.customer_360', 'weft.traits', ...new Set(sources)],
    destinations: workspace.all('destination').map((destination) => {
      const definition = destinationOf(destination.type);
      return {
        ...choiceOf(destination),
        type: definition.name,
        objects: definition.objects.map((object) => ({
          ...{ slug: object.slug, name: object.title, modes: object.modes },
          form: formOf(object.options),
        })),
      };
    }),
    syncs: workspace.all('sync').map(choiceOf),
  };
}

/** What a new sync begins from: a copy of another one, or a source; without either nothing is chosen. */
export async function newSync({
  copyOf,
  segment,
  list,
}: {
  copyOf: string | null;
  segment: string | null;
  list: string | null;
}): Promise<Sync> {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  const copied = copyOf === null ? undefined : workspace.get('sync', copyOf);
  if (copied !== undefined) {
    // Under two names the same rows would go twice as soon as both run: the copy waits for somebody to say so.
    return {
      ...copied,
      slug: `${copied.slug}_copy`.slice(0, 63),
      name: `${nameOf(copied)} (copy)`,
      paused: true,
    };
  }
  const blank = syncSchema.parse({
    ...{ kind: 'sync', slug: 'new', from: { segment: 'none' }, mode: 'upsert', key: 'weft_id', map: {} },
    to: { destination: 'none', object: 'none' },
  });
  const from = list === null ? { segment: segment ?? '' } : { list };
  return { ...blank, slug: '', from, to: { destination: '', object: '' } };
}

/** A sync that somebody is making, or all that is wrong with it. */
type Making = { sync: Sync; problems: null } | { sync: null; problems: Finding[] };

function makingOf(spec: unknown): Making {
  const named = { ...z.record(z.string(), z.unknown()).catch({}).parse(spec), kind: 'sync' };
  const given = slug.safeParse('slug' in named ? named.slug : undefined).success
    ? named
    : { ...named, slug: 'new' };
  const parsed = parseResource('sync', given);
  return parsed.resource === null
    ? { sync: null, problems: parsed.problems }
    : { sync: syncSchema.parse(parsed.resource), problems: null };
}

/** A column of a source, with what helps to choose it. */
export interface SourceColumn {
  name: string;
  kind: ColumnKind;
  /** Share of rows that have a value; null where nobody has counted. */
  filled: number | null;
}

/** Resources under which the columns of a source may be profiled. */
const profiledAs = (from: Sync['from']): string | null => {
  if ('segment' in from || 'list' in from) return 'customer_360';
  if ('entity' in from) return `entity/${from.entity}`;
  if ('table' in from) return from.table.startsWith('weft.') ? from.table.slice('weft.'.length) : null;
  return null;
};

/** The columns that a sync may read from its source. Throws ConfigError where there is no such table. */
export async function sourceColumns(from: Sync['from']): Promise<SourceColumn[]> {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  const resource = profiledAs(from);
  const sync = syncSchema.parse({
    ...{ kind: 'sync', slug: 'new', from, mode: 'upsert', key: 'weft_id', map: {} },
    to: { destination: 'none', object: 'none' },
  });
  const [source, profiles] = await Promise.all([
    onWarehouse((warehouse) => readSource(warehouse, workspace, sync)),
    resource === null ? null : attempt(() => profilesOf(resource)),
  ]);
  const known = profiles?.state === 'ready' ? profiles.data.byColumn : null;
  return source.columns.map(({ name, kind }) => {
    const nulls = known?.get(name)?.nullShare ?? null;
    return { name, kind, filled: nulls === null ? null : 1 - nulls };
  });
}

export interface KnownFields {
  /** Null where any name goes. */
  fields: Field[] | null;
  /** When the destination said so. ISO time. */
  at: string;
}

/** What destinations said of their fields, so that a page does not ask a vendor at each visit. */
const heard = new Map<string, KnownFields>();
const heardAtMost = 200;
const goodForMs = 10 * 60_000;
/** How long a destination may take: somebody waits for it. */
const patienceMs = 20_000;

/** The fields that an object takes, asked of the destination where it was not lately, or where it is to be. */
export async function fieldsOfObject(
  to: { destination: string; object: string; options: Record<string, unknown> },
  anew: boolean,
): Promise<KnownFields> {
  await authorise('sync.edit');
  const { version } = await currentWorkspace();
  const name = JSON.stringify([version, to]);
  const known = heard.get(name);
  if (!anew && known !== undefined && Date.now() - Date.parse(known.at) < goodForMs) return known;
  const { destination, object, options } = to;
  const signal = AbortSignal.timeout(patienceMs);
  const fields = await destinationFields(settings(), { slug: destination, object, options }, signal);
  const oldest = heard.keys().next().value;
  if (heard.size >= heardAtMost && oldest !== undefined) heard.delete(oldest);
  const answer = { fields, at: new Date().toISOString() };
  heard.set(name, answer);
  return answer;
}

export type Rows = { rows: SourceRow[]; problems: null } | { rows: null; problems: Finding[] };

const rowsShown = 20;

/** Rows of a sync's source whose key or name holds a text. */
export async function rowsOfSync(spec: unknown, search: string): Promise<Rows> {
  await authorise('sync.edit');
  await authorise('personal.read');
  const { workspace } = await currentWorkspace();
  const { sync, problems } = makingOf(spec);
  if (sync === null) return { rows: null, problems };
  const rows = await onWarehouse((warehouse, options) =>
    findSourceRows({ warehouse, options }, { workspace, sync, search, limit: rowsShown }),
  );
  return { rows, problems: null };
}

export type Tried = { tried: TriedRow; problems: null } | { tried: null; problems: Finding[] };

/** One row as the destination would get it; sends nothing. */
export async function rehearse(spec: unknown, key: string): Promise<Tried> {
  await authorise('sync.edit');
  await authorise('personal.read');
  return trying(spec, (tools, making) => rehearseRow(tools, { ...making, key }));
}

/** Sends one row of a sync as it is on the screen, once. */
export async function sendTestRow(spec: unknown, key: string): Promise<Tried> {
  const { name } = await authorise('sync.run');
  await authorise('personal.read');
  return trying(spec, (tools, making) => sendOneRow(tools, { ...making, key, by: name }));
}

async function trying(
  spec: unknown,
  work: (
    tools: Parameters<typeof rehearseRow>[0],
    making: Omit<Parameters<typeof rehearseRow>[1], 'key'>,
  ) => Promise<TriedRow>,
): Promise<Tried> {
  const { workspace } = await currentWorkspace();
  const { sync, problems } = makingOf(spec);
  if (sync === null) return { tried: null, problems };
  // What could not be saved is not tried either: a formula that is no expression, an object that is not there.
  const misfits = problemsOfEdit(workspace, sync, { destinationTypes: describeDestinations(destinations) });
  if (misfits.length > 0) return { tried: null, problems: misfits };
  const tried = await withControl((control) =>
    onWarehouse((warehouse, options) =>
      work({ settings: settings(), control, warehouse, options }, { workspace, sync }),
    ),
  );
  return { tried, problems: null };
}

/** A sync as its file; of one that is not whole, what there is. */
export async function syncYaml(spec: unknown): Promise<{ yaml: string }> {
  await authorise('read');
  const { sync } = makingOf(spec);
  return { yaml: sync === null ? '' : toYaml(sync) };
}

export type ReadYaml<T> = { value: T; problems: null } | { value: null; problems: Finding[] };

const unreadable = (message: string): ReadYaml<never> => ({
  value: null,
  problems: [{ field: '', message }],
});

function readText(text: string): { value: unknown } | { message: string } {
  try {
    return { value: parse(text) };
  } catch (error) {
    return { message: error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'is not YAML' };
  }
}

/** One value of a mapping, from its YAML. */
export async function readMappedValue(text: string): Promise<ReadYaml<unknown>> {
  await authorise('sync.edit');
  const read = readText(text);
  if ('message' in read) return unreadable(read.message);
  const parsed = mappedValue.safeParse(read.value);
  if (parsed.success) return { value: read.value, problems: null };
  const findings = findingsOf(mappedValue, read.value, parsed.error.issues);
  return { value: null, problems: findings.map((finding) => locate(finding, undefined, undefined)) };
}

/** A whole sync, from its YAML. */
export async function readSync(text: string, name: string): Promise<ReadYaml<Sync>> {
  await authorise('sync.edit');
  const read = readText(text);
  if ('message' in read) return unreadable(read.message);
  const given = z.record(z.string(), z.unknown()).safeParse(read.value);
  if (!given.success)
    return unreadable('is no sync: it must have fields such as from, to, mode, key and map');
  const { sync, problems } = makingOf({ ...given.data, slug: name });
  return sync === null ? { value: null, problems } : { value: sync, problems: null };
}
