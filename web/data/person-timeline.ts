import 'server-only';
import { createHash } from 'node:crypto';
import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import type { Row } from '../../connectors/warehouses/connection.ts';
import { PersonalColumns } from '../../models/profiling/personal.ts';
import { humanise, nameOf } from '../../models/words/names.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { authorise } from './authorise.ts';
import { numberOf, plainText, textOf } from './values.ts';
import { builtColumns, columnsOf, dialect, rows } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

/** Columns of an event that are not its properties. */
const standard = new Set(['weft_id', 'person_id', 'source', 'event', 'at', 'event_key']);
export const timelinePageSize = 100;

export interface TimelineEvent {
  key: string;
  at: string;
  channel: string;
  title: string;
  details: { name: string; value: string }[];
  /** The record that it is in its source; null for what Weft did itself. */
  record: { slug: string; key: string } | null;
  /** For an entry of the segments' channel: which segment, and why. */
  segment: { slug: string; name: string; cause: string } | null;
  /** For a row that a sync handled. */
  sent: { sync: string; syncName: string; run: string; status: string } | null;
}

export interface Timeline {
  channels: { slug: string; name: string; events: number }[];
  events: TimelineEvent[];
  total: number;
  /** Where older ones go on; null at the end. */
  older: string | null;
}

/** Entering and leaving segments stands among the events, as a channel of its own; so does what syncs sent. */
const segmentsChannel = 'weft:segments';
const syncsChannel = 'weft:syncs';

/**
 * Rows of `at`, `key`, `channel`, `title`, `details` (JSON) for one person, `$1`. What is `hidden` is not read: the
 * personal properties, where the reader may not see them.
 */
async function statement(hidden: PersonalColumns | null): Promise<string> {
  const sql = dialect();
  const at = sql.ident('at');
  const properties = (await builtColumns('weft.events')).filter(
    ({ name }) => !standard.has(name) && !hidden?.ofEvents(name),
  );
  const details = sql.jsonObject(
    properties.map(({ name, kind }) => ({ name, expression: sql.ident(name), kind })),
  );
  const events = `select ${at}, ${sql.cast('event_key', 'text')} as key, source as channel, event as title,
      ${properties.length > 0 ? details : "'{}'"} as details
    from weft.events where weft_id = $1`;
  const [changes, sent] = await Promise.all([columnsOf('weft.segment_changes'), columnsOf('weft.sync_rows')]);
  const parts = [events];
  const text = (name: string) => ({ name, expression: sql.ident(name), kind: 'text' as const });
  if (changes.length > 0) {
    parts.push(`select ${at}, segment || change, ${sql.literal(segmentsChannel)}, change,
      ${sql.jsonObject([text('segment'), text('cause')])}
    from weft.segment_changes where weft_id = $1`);
  }
  if (sent.length > 0) {
    parts.push(`select ${at}, run_id || ${sql.ident('key')}, ${sql.literal(syncsChannel)}, operation,
      ${sql.jsonObject([text('sync'), text('run_id'), text('status')])}
    from weft.sync_rows where weft_id = $1`);
  }
  return parts.join(' union all ');
}

type ChannelWords = Awaited<ReturnType<typeof getTranslations<'profiles.channels'>>>;

function channelName(workspace: Workspace, slug: string, words: ChannelWords): string {
  if (slug === segmentsChannel) return words('segments');
  if (slug === syncsChannel) return words('syncs');
  const source = workspace.get('source', slug);
  return source ? nameOf(source) : humanise(slug);
}

const detailsSchema = z.record(z.string(), z.unknown());

/** Numbers that a double cannot hold stay as the JSON writes them; `source` is that. */
const parseDetails = (text: string): Record<string, unknown> =>
  detailsSchema.parse(
    JSON.parse(text, (_name, value: unknown, context?: { source?: string }) =>
      typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
        ? (context?.source ?? value)
        : value,
    ),
  );

/** One row of the statement as an event; a key that is hidden leads nowhere. */
function eventOf(workspace: Workspace, row: Row, hidden: PersonalColumns | null): TimelineEvent {
  const channel = textOf(row.channel);
  const given = parseDetails(textOf(row.details));
  const own = { segment: null, sent: null, record: null, details: [] };
  const event = {
    // A key may carry a personal value, as that of a row which was sent does: it stays here.
    key: digest(`${channel}/${textOf(row.key)}/${textOf(row.at)}`),
    at: textOf(row.at),
    channel,
    title: textOf(row.title),
  };
  if (channel === segmentsChannel) {
    const slug = String(given.segment);
    const declared = workspace.get('segment', slug);
    const name = declared ? nameOf(declared) : humanise(slug);
    return { ...event, ...own, segment: { slug, name, cause: String(given.cause) } };
  }
  if (channel === syncsChannel) {
    const sync = String(given.sync);
    const declared = workspace.get('sync', sync);
    const syncName = declared ? nameOf(declared) : humanise(sync);
    return {
      ...event,
      ...own,
      sent: { sync, syncName, run: String(given.run_id), status: String(given.status) },
    };
  }
  const details = Object.entries(given)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => ({
      name: humanise(name),
      value: typeof value === 'object' ? JSON.stringify(value) : String(value),
    }));
  const secret = hidden?.ofKey({ kind: 'source', slug: channel }) ?? false;
  return { ...event, ...own, details, record: secret ? null : { slug: channel, key: textOf(row.key) } };
}

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 16);

/** A time, and how many rows of it were shown already: what the address has after `before`, and no row's key. */
const cursorSchema = z.tuple([z.string().max(40), z.int().min(1).max(1_000_000)]);
type Cursor = z.infer<typeof cursorSchema>;

function cursorOf(text: string | null): Cursor | null {
  if (text === null) return null;
  try {
    const cursor = cursorSchema.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString()));
    return cursor.success && !Number.isNaN(Date.parse(cursor.data[0])) ? cursor.data : null;
  } catch {
    return null;
  }
}

function nextCursor(shown: readonly Row[], at: string, before: Cursor | null): string {
  const same = shown.filter((row) => textOf(row.at) === at).length;
  const skip = before?.[0] === at ? before[1] : 0;
  return Buffer.from(JSON.stringify([at, same + skip])).toString('base64url');
}

/** What may be read of what happened with a person. */
async function asked() {
  const actor = await authorise('read');
  const { workspace } = await currentWorkspace();
  const hidden = actor.permissions.has('personal.read') ? null : new PersonalColumns(workspace);
  return { workspace, hidden, happened: `(${await statement(hidden)}) as happened` };
}

/** The last things that happened with one person, newest first: without the counts, which read all of them once more. */
export async function lastEvents(weftId: string, most: number): Promise<TimelineEvent[]> {
  const { workspace, hidden, happened } = await asked();
  const found = await rows(
    `select ${shownColumns()} from ${happened} ${newestFirst()} limit ${Math.trunc(most)}`,
    { values: [weftId] },
  );
  return found.map((row) => eventOf(workspace, row, hidden));
}

const shownColumns = (): string => `${dialect().ident('at')}, key, channel, title, details`;
const newestFirst = (): string => `order by ${dialect().ident('at')} desc, channel, key`;

/** Everything that happened with one person, newest first, of all time or of one channel. */
export async function personTimeline(
  weftId: string,
  query: { channel: string | null; before: string | null },
): Promise<Timeline> {
  const { workspace, hidden, happened } = await asked();
  const sql = dialect();
  const at = sql.ident('at');
  const before = cursorOf(query.before);
  const conditions = [
    ...(query.channel === null ? [] : [`channel = ${sql.literal(plainText(query.channel))}`]),
    ...(before === null ? [] : [`${at} <= ${sql.cast(sql.literal(before[0]), 'timestamp')}`]),
  ];
  const [channels, events] = await Promise.all([
    rows(
      `select channel, count(*) as events from ${happened} group by channel order by events desc, channel`,
      { values: [weftId] },
    ),
    rows(
      `select ${shownColumns()} from ${happened}
       ${conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`}
       ${newestFirst()} limit ${timelinePageSize + 1} offset ${before?.[1] ?? 0}`,
      { values: [weftId] },
    ),
  ]);
  const words = await getTranslations('profiles.channels');
  const counted = channels.map((row) => {
    const slug = textOf(row.channel);
    return { slug, name: channelName(workspace, slug, words), events: numberOf(row.events) };
  });
  const shown = events.slice(0, timelinePageSize);
  const last = events.length > timelinePageSize ? shown.at(-1) : undefined;
  return {
    channels: counted,
    total: counted
      .filter(({ slug }) => query.channel === null || slug === query.channel)
      .reduce((sum, channel) => sum + channel.events, 0),
    events: shown.map((row) => eventOf(workspace, row, hidden)),
    older: last === undefined ? null : nextCursor(shown, textOf(last.at), before),
  };
}
