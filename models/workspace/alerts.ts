import type { AlertChannel } from './kinds/alerts.ts';
import { shareOf } from './kinds/percent.ts';
import type { Segment } from './kinds/segment.ts';
import { durationHours } from './kinds/shared.ts';
import type { Sync } from './kinds/sync.ts';
import { leastMoved } from './kinds/workspace.ts';
import type { Workspace } from './resource.ts';

/** When a change of a segment's size by one refresh is to be told. */
export interface Alert {
  /** More than this share of the size before: 0.3 is 30 %. */
  swing: number;
  /** And by at least so many persons. */
  atLeast: number;
}

/** The alert of a segment: its own, and what it leaves out by the workspace's; null where there is none, or it is off. */
export function alertOf(workspace: Workspace, { alert }: Segment): Alert | null {
  if (alert === false) return null;
  const alerts = workspace.all('workspace')[0]?.alerts;
  const swing = alert?.swing ?? alerts?.swing;
  if (swing === undefined) return null;
  return { swing: shareOf(swing), atLeast: alert?.at_least ?? alerts?.at_least ?? leastMoved };
}

/** What a sync alerts of; null where it does not. Shares are of 1. */
export interface SyncAlert {
  rejectedShare: number | null;
  slowerThanMs: number | null;
  staleAfterMs: number | null;
  sizeChange: number | null;
}

const usual = { rejected_share: '5%', slower_than: '4 hours', stale_after: '2 days', size_change: '50%' };

/** The alert of a sync: its own, and what it leaves out by what is usual. */
export function syncAlertOf(workspace: Workspace, sync: Sync): SyncAlert {
  const own = sync.alert ?? {};
  if (own === false) return { rejectedShare: null, slowerThanMs: null, staleAfterMs: null, sizeChange: null };
  const share = (text: string | false): number | null => (text === false ? null : shareOf(text));
  const ms = (text: string | false): number | null =>
    text === false ? null : durationHours(text) * 3_600_000;
  return {
    rejectedShare: share(own.rejected_share ?? usual.rejected_share),
    slowerThanMs: ms(own.slower_than ?? usual.slower_than),
    // Of a sync that does not run each day, nobody but its author can say when it is late.
    staleAfterMs: ms(own.stale_after ?? (runsDaily(workspace, sync) ? usual.stale_after : false)),
    sizeChange: share(own.size_change ?? usual.size_change),
  };
}

function runsDaily(workspace: Workspace, { when }: Sync): boolean {
  if (when === 'manual') return false;
  const cron = 'cron' in when ? when.cron : workspace.all('workspace')[0]?.refresh?.cron;
  return cron !== undefined && /^\S+ \S+ \* \* \*$/.test(cron.trim().replace(/\s+/g, ' '));
}

export interface NamedChannel {
  /** Names it in messages, without what is secret. */
  name: string;
  channel: AlertChannel;
}

/** Where a workspace's alerts are told. */
export function alertChannelsOf(workspace: Workspace): NamedChannel[] {
  const taken = new Map<string, number>();
  return (workspace.all('workspace')[0]?.alerts?.to ?? []).map((channel) => {
    const name = channelName(channel);
    const count = (taken.get(name) ?? 0) + 1;
    taken.set(name, count);
    return { name: count === 1 ? name : `${name} (${count})`, channel };
  });
}

function channelName(channel: AlertChannel): string {
  if ('email' in channel) return `email ${[channel.email].flat().join(', ')}`;
  if ('slack' in channel)
    return `slack ${typeof channel.slack === 'string' ? channel.slack : channel.slack.channel}`;
  if ('pagerduty' in channel) return `pagerduty ${channel.pagerduty}`;
  // The path of a webhook's address often is its secret.
  return `webhook ${URL.canParse(channel.webhook) ? new URL(channel.webhook).origin : channel.webhook}`;
}
