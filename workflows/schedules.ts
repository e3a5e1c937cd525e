import { ScheduleNotFoundError, type ScheduleOptions, ScheduleOverlapPolicy } from '@temporalio/client';
import type { Settings } from '../connectors/settings.ts';
import type { Workspace } from '../models/workspace/resource.ts';
import { taskQueue, withTemporal } from './client.ts';

const prefix = 'weft-';

type Wanted = Omit<ScheduleOptions, 'scheduleId'>;

/** The Temporal schedules that a workspace asks for, by id. */
function schedulesOf(workspace: Workspace): Map<string, Wanted> {
  const wanted = new Map<string, Wanted>();
  const add = (
    id: string,
    cron: string,
    zone: string,
    action: Wanted['action'],
    paused: boolean,
    note: string,
  ) =>
    wanted.set(`${prefix}${id}`, {
      spec: { cronExpressions: [cron], timezone: zone },
      action,
      // A run that is still under way does the work of the one that would start; missed ones are made up once.
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '10 minutes' },
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
    add('refresh', own.refresh.cron, own.zone, action, false, 'refresh of the models');
  }
  if (own?.alerts?.to !== undefined) {
    const action = {
      type: 'startWorkflow' as const,
      workflowType: 'watchAlerts',
      workflowId: 'watch-alerts',
      taskQueue,
      args: [],
    };
    add('alerts', '*/5 * * * *', 'UTC', action, false, 'watch for what is slow or stale, and tell it');
  }
  for (const sync of workspace.all('sync')) {
    if (typeof sync.when !== 'object' || !('cron' in sync.when)) continue;
    const action = {
      type: 'startWorkflow' as const,
      workflowType: 'scheduledSync',
      workflowId: `scheduled-sync-${sync.slug}`,
      taskQueue,
      args: [sync.slug],
    };
    add(`sync-${sync.slug}`, sync.when.cron, sync.when.zone, action, sync.paused, `sync ${sync.slug}`);
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
