import { controlRun } from '../data/actions/control-run.ts';
import { ActionForm } from './action-form.tsx';
import { formatExact } from './format.ts';

/** What may be done with a run that is under way. */
export function RunControls({
  run,
  status,
  accepted,
}: {
  run: string;
  status: string;
  /** Rows that the destination took so far; null while nobody knows. */
  accepted: number | null;
}) {
  const rest = status === 'paused' ? 'resume' : 'pause';
  const kept =
    accepted === null ? 'What was sent stays sent' : `${formatExact(accepted)} sent rows stay sent`;
  return (
    <>
      <ActionForm
        key={rest}
        action={controlRun}
        label={rest === 'resume' ? 'Go on' : 'Pause'}
        icon={rest === 'resume' ? 'run' : 'pause'}
        fields={{ run, control: rest }}
        title={rest === 'resume' ? 'Sends the rest.' : 'Rests after what is under way; it can go on later.'}
      />
      <ActionForm
        action={controlRun}
        label="Cancel"
        icon="stop"
        fields={{ run, control: 'cancel' }}
        title={`Stops new batches. ${kept}; the rest is the next run’s.`}
      />
    </>
  );
}
