import { useTranslations } from 'next-intl';
import { controlRun } from '../data/actions/control-run.ts';
import { useFormats } from '../i18n/use-formats.ts';
import { ActionForm } from './action-form.tsx';

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
  const format = useFormats();
  const words = useTranslations('runs.controls');
  const rest = status === 'paused' ? 'resume' : 'pause';
  const kept = accepted === null ? words('keptUnknown') : words('kept', { count: format.exact(accepted) });
  return (
    <>
      <ActionForm
        key={rest}
        action={controlRun}
        label={words(rest === 'resume' ? 'goOn' : 'pause')}
        icon={rest === 'resume' ? 'run' : 'pause'}
        fields={{ run, control: rest }}
        title={words(rest === 'resume' ? 'goOnTitle' : 'pauseTitle')}
      />
      <ActionForm
        action={controlRun}
        label={words('cancel')}
        icon="stop"
        fields={{ run, control: 'cancel' }}
        title={words('cancelTitle', { kept })}
      />
    </>
  );
}
