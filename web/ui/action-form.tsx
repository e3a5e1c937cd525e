'use client';

import { Button } from '@mantine/core';
import {
  IconArrowBackUp,
  IconCheck,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconPlugConnected,
  IconRefresh,
  IconRepeat,
  IconX,
} from '@tabler/icons-react';
import { useActionState } from 'react';
import { type ActionState, untouched } from '../data/actions/action-state.ts';
import css from './action-form.module.css';
import { ProblemNote } from './notes.tsx';
import { Status } from './status.tsx';

const icons = {
  refresh: IconRefresh,
  run: IconPlayerPlay,
  pause: IconPlayerPause,
  stop: IconPlayerStop,
  approve: IconCheck,
  discard: IconX,
  undo: IconArrowBackUp,
  again: IconRepeat,
  test: IconPlugConnected,
} as const;

interface ActionFormProps {
  action: (previous: ActionState, form: FormData) => Promise<ActionState>;
  label: string;
  icon: keyof typeof icons;
  /** Sent along with the form. */
  fields?: Record<string, string>;
  /** The one filled button of a view, or a quiet one. */
  filled?: boolean;
  small?: boolean;
  /** What it does, where the label alone does not say. */
  title?: string;
}

/**
 * A button that starts or changes something. What it started has a page, where it goes; a failure, and what the page
 * does not show otherwise, stays beside it.
 */
export function ActionForm({
  action,
  label,
  icon,
  fields = {},
  filled = false,
  small = false,
  title,
}: ActionFormProps) {
  const [state, submit, pending] = useActionState(action, untouched);
  const Icon = icons[icon];
  return (
    <form action={submit} className={css.form} data-small={small}>
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <div className={css.line}>
        <Button
          type="submit"
          variant={filled ? 'filled' : 'default'}
          size={small ? 'xs' : 'sm'}
          loading={pending}
          title={title}
          leftSection={<Icon size={small ? 14 : 16} stroke={1.5} aria-hidden="true" />}
        >
          {label}
        </Button>
        {state.done && !pending ? (
          <span role="status">
            <Status tone="good">{state.done}</Status>
          </span>
        ) : null}
      </div>
      {state.problem && !pending ? <ProblemNote problem={state.problem} /> : null}
    </form>
  );
}
