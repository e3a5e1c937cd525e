import { messageOf } from '../../../connectors/errors.ts';
import type { BuildStep } from '../predictions/fit-predictions.ts';
import { type Profiling, type ProfilingOptions, profileColumns } from './profile-columns.ts';

/**
 * The stage of a refresh that profiles columns. What fails of it is a warning of its step: a refresh never fails by it.
 * Throws only where the signal says that the refresh has ended.
 */
export async function profilingStage(
  options: ProfilingOptions,
  onStep: (step: BuildStep) => void,
): Promise<void> {
  const started = performance.now();
  const step: BuildStep = {
    ...{ id: 'profile.columns', name: 'profile_columns', kind: 'stage', status: 'running', message: null },
    ...{ startedAt: new Date().toISOString(), seconds: null, index: null, total: null },
  };
  onStep(step);
  const message = await profileColumns(options).then(failureOf, (error: unknown) => {
    options.signal?.throwIfAborted();
    return `Columns were not profiled: ${messageOf(error)}`;
  });
  onStep({
    ...step,
    status: message === null ? 'succeeded' : 'warned',
    seconds: (performance.now() - started) / 1000,
    message,
  });
}

const failureOf = ({ failed }: Profiling): string | null =>
  failed.length === 0
    ? null
    : failed
        .map(({ resources, why }) => `The columns of ${resources.join(', ')} were not profiled: ${why}`)
        .join(' ');
