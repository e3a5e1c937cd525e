import type { Dialect } from '../../../connectors/warehouses/dialect.ts';
import { windowStart } from '../../template/filter.ts';
import { folderBeside } from '../../template/folder.ts';
import { durationHours } from '../../workspace/kinds/shared.ts';
import { outputName } from '../../workspace/kinds/traits/kind.ts';
import type { lifecycle } from '../../workspace/kinds/traits/lifecycle.ts';
import { originOfTraits, rowsUntilNow } from '../origin.ts';
import type { ByModel } from './computation.ts';

const templates = folderBeside(import.meta.url, '..', 'templates');

/**
 * The midnight at which a time leaves a window of whole days: the first after the time and the window's length. A day
 * has 23 to 25 hours, so 36 hours after its start is in the next.
 */
function leaves(dialect: Dialect, zone: string, time: string, window: string): string {
  const later = (from: string, hours: number) => dialect.cast(dialect.hoursBefore(from, -hours), 'timestamp');
  return dialect.dayStart(later(dialect.dayStart(later(time, durationHours(window)), zone), 36), zone);
}

const shorter = (a: string, b: string): string => (durationHours(a) <= durationHours(b) ? a : b);

export const lifecycleTrait: ByModel<typeof lifecycle> = {
  by: 'model',
  statement({ generation, trait, settings, clock }) {
    const { dialect, render } = generation;
    const origin = originOfTraits(generation, [trait]);
    const { active, at_risk } = settings;
    const recent = settings.new ?? shorter('30 days', active);
    const { zone } = clock;
    const start = (window: string, at?: string) =>
      windowStart(dialect, at === undefined ? clock : { now: at, today: at, zone }, window);
    return render(templates, 'lifecycle', {
      relation: origin.relation,
      condition: rowsUntilNow(generation, trait, origin, clock),
      time: origin.time ?? '',
      // What a person was who had been away when a row came.
      away: { lapsed: start(at_risk, 'moment'), atRisk: start(active, 'moment') },
      now: { recent: start(recent), active: start(active), atRisk: start(at_risk) },
      ends: {
        recent: leaves(dialect, zone, 'first_at', recent),
        active: leaves(dialect, zone, 'last_at', active),
        atRisk: leaves(dialect, zone, 'last_at', at_risk),
      },
      names: {
        stage: outputName(trait.slug, ''),
        since: outputName(trait.slug, 'since'),
        previous: outputName(trait.slug, 'previous'),
      },
    });
  },
};
