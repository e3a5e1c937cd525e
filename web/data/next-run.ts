import 'server-only';
import { withTemporal } from '../../workflows/client.ts';
import { authorise } from './authorise.ts';
import { settings } from './settings.ts';

/** When the schedule starts a sync next; null where it has none, or is paused. */
export async function nextRun(sync: string): Promise<string | null> {
  await authorise('read');
  return withTemporal(settings(), async (client) => {
    try {
      const found = await client.schedule.getHandle(`weft-sync-${sync}`).describe();
      return found.state.paused ? null : (found.info.nextActionTimes[0]?.toISOString() ?? null);
    } catch (error) {
      if (error instanceof Error && error.name === 'ScheduleNotFoundError') return null;
      throw error;
    }
  });
}
