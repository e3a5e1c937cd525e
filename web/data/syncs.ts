import 'server-only';
import { getLocale, getTranslations } from 'next-intl/server';
import { valueWords } from '../../models/words/mapping.ts';
import { nameOf } from '../../models/words/names.ts';
import type { Sync } from '../../models/workspace/kinds/sync.ts';
import { precedingSyncs } from '../../models/workspace/kinds/sync-timing.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { listOfSync } from '../../models/workspace/uses.ts';
import type { Locale } from '../i18n/locales.ts';
import { whenWords } from '../words/sync-words.ts';
import { authorise } from './authorise.ts';
import { currentWorkspace } from './workspace.ts';

export interface SyncSummary {
  slug: string;
  name: string;
  description: string | null;
  from: { kind: 'segment' | 'list' | 'entity' | 'events' | 'table'; slug: string; name: string };
  destination: { slug: string; name: string; type: string | null };
  object: string;
  mode: { short: string; long: string };
  when: string;
  /** Whether a schedule starts it. */
  scheduled: boolean;
  paused: boolean;
  key: string;
}

interface Saying {
  language: Locale;
  words: Awaited<ReturnType<typeof getTranslations<'syncs'>>>;
}

function fromOf(workspace: Workspace, { from }: Sync, words: Saying['words']): SyncSummary['from'] {
  if ('segment' in from) {
    const segment = workspace.get('segment', from.segment);
    return { kind: 'segment', slug: from.segment, name: segment ? nameOf(segment) : from.segment };
  }
  const list = listOfSync(workspace, from);
  if (list !== undefined)
    return { kind: 'list', slug: list.slug, name: words('from.list', { name: nameOf(list) }) };
  if ('list' in from) return { kind: 'list', slug: from.list, name: words('from.list', { name: from.list }) };
  if ('table' in from) return { kind: 'table', slug: from.table, name: from.table };
  if ('sql' in from) return { kind: 'table', slug: 'sql', name: words('from.statement') };
  if ('events' in from) {
    const names =
      from.events === 'all'
        ? words('from.allEvents')
        : words('from.events', { names: [from.events].flat().join(', ') });
    return { kind: 'events', slug: 'events', name: names };
  }
  const entity = workspace.get('entity', from.entity);
  return { kind: 'entity', slug: from.entity, name: entity ? nameOf(entity) : from.entity };
}

function summaryOf(workspace: Workspace, sync: Sync, { language, words }: Saying): SyncSummary {
  const destination = workspace.get('destination', sync.to.destination);
  return {
    slug: sync.slug,
    name: nameOf(sync),
    description: sync.description ?? null,
    from: fromOf(workspace, sync, words),
    destination: {
      slug: sync.to.destination,
      name: destination ? nameOf(destination) : sync.to.destination,
      type: destination?.type ?? null,
    },
    object: sync.to.object,
    mode: { short: words(`modes.${sync.mode}.short`), long: words(`modes.${sync.mode}.long`) },
    when: whenWords(sync.when, language),
    scheduled: typeof sync.when === 'object' && 'cron' in sync.when,
    paused: sync.paused,
    key: valueWords(sync.key),
  };
}

export async function syncSummaries(): Promise<SyncSummary[]> {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  const [language, words] = await Promise.all([getLocale(), getTranslations('syncs')]);
  return workspace.all('sync').map((sync) => summaryOf(workspace, sync, { language, words }));
}

export async function findSync(slug: string): Promise<SyncSummary | null> {
  return (await syncSummaries()).find((sync) => sync.slug === slug) ?? null;
}

export interface SyncMapping {
  fields: { to: string; from: string; isTemplate: boolean }[];
  /** The object's own options, as they were declared. */
  options: { name: string; value: string }[];
}

export async function syncMapping(slug: string): Promise<SyncMapping | null> {
  await authorise('read');
  const sync = (await currentWorkspace()).workspace.get('sync', slug);
  if (!sync) return null;
  const { destination: _destination, object: _object, ...options } = sync.to;
  return {
    fields: Object.entries(sync.map).map(([to, from]) => ({
      to,
      from: valueWords(from),
      isTemplate: typeof from === 'string' ? from.includes('{{') : 'template' in from,
    })),
    options: Object.entries(options).map(([name, value]) => ({
      name,
      value: typeof value === 'string' ? value : JSON.stringify(value),
    })),
  };
}

/** The syncs that wait for this one: without it nothing would start them. */
export async function syncsAfter(slug: string): Promise<{ slug: string; name: string }[]> {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  return workspace
    .all('sync')
    .filter((sync) => precedingSyncs(sync).includes(slug))
    .map((sync) => ({ slug: sync.slug, name: nameOf(sync) }));
}
