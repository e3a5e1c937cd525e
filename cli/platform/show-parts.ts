import type { Progress, Step } from '../bootstrap/progress.ts';
import type { PartName } from './records.ts';
import type { PlatformEvent } from './supervisor.ts';

const partTitles: Record<PartName, string> = {
  postgres: 'PostgreSQL',
  temporal: 'Temporal',
  worker: 'Worker',
  web: 'Web app',
};

/** Shows the parts as steps while they start and stop, and as notes when one crashes. */
export function showParts(progress: Progress): (event: PlatformEvent) => void {
  const starts = new Map<PartName, Step>();
  const stops = new Map<PartName, Step>();
  return ({ part, state, detail }) => {
    const title = partTitles[part];
    const start = starts.get(part);
    if (state === 'starting') {
      const step = start ?? progress.step(title);
      starts.set(part, step);
      if (detail !== undefined) step.detail(detail);
      return;
    }
    // Each other state ends the start that was under way.
    starts.delete(part);
    if (state === 'ready') (start ?? progress.step(title)).done(detail);
    else start?.fail();
    if (state === 'crashed') {
      progress.note(`! ${title} crashed: it ${detail ?? 'ended'}`);
    } else if (state === 'restarting') {
      starts.set(part, progress.step(`${title}, again`));
    } else if (state === 'stopping') {
      stops.set(part, progress.step(`Stop ${title}`));
    } else if (state === 'stopped') {
      stops.get(part)?.done();
      stops.delete(part);
    }
  };
}
