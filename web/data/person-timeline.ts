import 'server-only';
import { z } from 'zod';
import type { Row } from '../../connectors/warehouses/connection.ts';
import { humanise, nameOf } from '../../models/words/names.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { authorise } from './authorise.ts';
import { numberOf, textOf } from './values.ts';
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
  /** For an entry of the segments' channel: which segment, and why. */
  segment: { slug: string; name: string; cause: string } | null;
}

export interface Timeline {
  channels: { slug: string; name: string; events: number }[];
  events: TimelineEvent[];
  total: number;
}

/** Entering and leaving segments stands among the events, as a channel of its own. */
const segmentsChannel = 'weft:segments';

/** Rows of `at`, `key`, `channel`, `title`, `details` (JSON) for one person, `$1`. */
async function statement(): Promise<string> {
  const sql = dialect();
  const at = sql.ident('at');
  const properties = (await builtColumns('weft.events')).filter(({ name }) => !standard.has(name));
  const details = sql.jsonObject(
    properties.map(({ name, kind }) => ({ name, expression: sql.ident(name), kind })),
  );
  const events = `select ${at}, ${sql.cast('event_key', 'text')} as key, source as channel, event as title,
      ${properties.length > 0 ? details : "'{}'"} as details
    from weft.events where weft_id = $1`;
  if ((await columnsOf('weft.segment_changes')).length === 0) return events;
  return `${events} union all
    select ${at}, segment || change, ${sql.literal(segmentsChannel)}, change,
      ${sql.jsonObject([
        { name: 'segment', expression: 'segment', kind: 'text' },
        { name: 'cause', expression: 'cause', kind: 'text' },
      ])}
    from weft.segment_changes where weft_id = $1`;
}

function channelName(workspace: Workspace, slug: string): string {
  if (slug === segmentsChannel) return 'Segments';
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

/** One row of the statement as an event: what is personal leaves out where the reader may not see it. */
function eventOf(workspace: Workspace, row: Row, mayReadPersonal: boolean): TimelineEvent {
  const channel = textOf(row.channel);
  const columns = workspace.get('source', channel)?.columns ?? {};
  const given = parseDetails(textOf(row.details));
  const event = {
    key: `${channel}/${textOf(row.key)}/${textOf(row.at)}`,
    at: textOf(row.at),
    channel,
    title: textOf(row.title),
  };
  if (channel === segmentsChannel) {
    const slug = String(given.segment);
    const declared = workspace.get('segment', slug);
    const name = declared ? nameOf(declared) : humanise(slug);
    return { ...event, details: [], segment: { slug, name, cause: String(given.cause) } };
  }
  const details = Object.entries(given)
    .filter(([name, value]) => value !== null && (mayReadPersonal || !columns[name]?.personal))
    .map(([name, value]) => ({
      name: humanise(name),
      value: typeof value === 'object' ? JSON.stringify(value) : String(value),
    }));
  return { ...event, details, segment: null };
}

/** Everything that happened with one person, newest first, of all time or of one channel. */
export async function personTimeline(
  weftId: string,
  query: { channel: string | null; page: number },
): Promise<Timeline> {
  const actor = await authorise('read');
  const { workspace } = await currentWorkspace();
  const happened = `(${await statement()}) as happened`;
  const at = dialect().ident('at');
  const [channels, events] = await Promise.all([
    rows(
      `select channel, count(*) as events from ${happened} group by channel order by events desc, channel`,
      { values: [weftId] },
    ),
    rows(
      `select ${at}, key, channel, title, details from ${happened}
       ${query.channel === null ? '' : 'where channel = $2'}
       order by ${at} desc, channel, key
       limit ${timelinePageSize} offset ${(query.page - 1) * timelinePageSize}`,
      { values: query.channel === null ? [weftId] : [weftId, query.channel] },
    ),
  ]);
  const counted = channels.map((row) => {
    const slug = textOf(row.channel);
    return { slug, name: channelName(workspace, slug), events: numberOf(row.events) };
  });
  return {
    channels: counted,
    total: counted
      .filter(({ slug }) => query.channel === null || slug === query.channel)
      .reduce((sum, channel) => sum + channel.events, 0),
    events: events.map((row) => eventOf(workspace, row, actor.permissions.has('personal.read'))),
  };
}
