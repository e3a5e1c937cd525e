import { ScheduleNotFoundError, type ScheduleOptions, ScheduleOverlapPolicy } from '@temporalio/client';
import type { Settings } from '../connectors/settings.ts';
import { durationHours } from '../models/workspace/kinds/shared.ts';
import type { When } from '../models/workspace/kinds/sync-timing.ts';
import type { Workspace } from '../models/workspace/resource.ts';
import { taskQueue, withTemporal } from './client.ts';

const prefix = 'weft-';

type Wanted = Omit<ScheduleOptions, 'scheduleId'>;

const overlaps = {
  skip: ScheduleOverlapPolicy.SKIP,
  queue: ScheduleOverlapPolicy.BUFFER_ONE,
  replace: ScheduleOverlapPolicy.CANCEL_OTHER,
};

/** When a sync is due by the clock; undefined where it waits for something else. */
function specOf(when: When): Wanted['spec'] | undefined {
  if (typeof when !== 'object') return undefined;
  if ('cron' in when) return { cronExpressions: [when.cron], timezone: when.zone };
  return 'every' in when ? { intervals: [{ every: durationHours(when.every) * 3_600_000 }] } : undefined;
}

/** The Temporal schedules that a workspace asks for, by id. */
function schedulesOf(workspace: Workspace): Map<string, Wanted> {
  const wanted = new Map<string, Wanted>();
  const add = (
    id: string,
    spec: Wanted['spec'],
    action: Wanted['action'],
    { paused, note, overlap }: { paused: boolean; note: string; overlap: ScheduleOverlapPolicy },
  ) =>
    wanted.set(`${prefix}${id}`, {
      spec,
      action,
      // Missed ones are made up once.
      policies: { overlap, catchupWindow: '10 minutes' },
      state: { paused, note },
    });
  const own = workspace.all('workspace')[0];
  if (own?.refresh) {
    const action = {
      type: 'startWorkflow' as const,
      workflowType: 'scheduledRefresh',
      workflowId: 'scheduled-refresh',
      taskQueue,
      args: [],
    };
    const spec = { cronExpressions: [own.refresh.cron], timezone: own.zone };
    add('refresh', spec, action, { paused: false, note: 'refresh of the models', overlap: overlaps.skip });
  }
  if (own?.alerts?.to !== undefined) {
    const action = {
      type: 'startWorkflow' as const,
      workflowType: 'watchAlerts',
      workflowId: 'watch-alerts',
      taskQueue,
      args: [],
    };
    const spec = { cronExpressions: ['*/5 * * * *'], timezone: 'UTC' };
    const note = 'watch for what is slow or stale, and tell it';
    add('alerts', spec, action, { paused: false, note, overlap: overlaps.skip });
  }
  for (const sync of workspace.all('sync')) {
    const spec = specOf(sync.when);
    if (!spec || typeof sync.when !== 'object' || !('overlap' in sync.when)) continue;
    const action = {
      type: 'startWorkflow' as const,
      workflowType: 'scheduledSync',
      workflowId: `scheduled-sync-${sync.slug}`,
      taskQueue,
      args: [sync.slug],
    };
    add(`sync-${sync.slug}`, spec, action, {
      paused: sync.paused,
      note: `sync ${sync.slug}`,
      overlap: overlaps[sync.when.overlap],
    });
  }
  return wanted;
}

/** Makes Temporal's schedules those of the workspace: new ones created, others brought up to date or deleted. */
export async function applySchedules(
  settings: Settings,
  workspace: Workspace,
): Promise<{ schedules: string[] }> {
  const wanted = schedulesOf(workspace);
  await withTemporal(settings, async (client) => {
    for await (const { scheduleId } of client.schedule.list()) {
      if (!scheduleId.startsWith(prefix) || wanted.has(scheduleId)) continue;
      await client.schedule.getHandle(scheduleId).delete();
    }
    for (const [scheduleId, options] of wanted) {
      try {
        await client.schedule
          .getHandle(scheduleId)
          .update((before) => ({ ...before, ...options, state: options.state ?? {} }));
      } catch (error) {
        if (!(error instanceof ScheduleNotFoundError)) throw error;
        await client.schedule.create({ scheduleId, ...options });
      }
    }
  });
  return { schedules: [...wanted.keys()] };
}
