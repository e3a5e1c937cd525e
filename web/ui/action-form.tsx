'use client';

import { Button } from '@mantine/core';
import { IconPlayerPlay, IconRefresh } from '@tabler/icons-react';
import { useActionState } from 'react';
import { type ActionState, untouched } from '../data/actions/action-state.ts';
import css from './action-form.module.css';
import { ProblemNote } from './notes.tsx';

const icons = { refresh: IconRefresh, run: IconPlayerPlay } as const;

interface ActionFormProps {
  action: (previous: ActionState, form: FormData) => Promise<ActionState>;
  label: string;
  icon: keyof typeof icons;
  /** Sent along with the form. */
  fields?: Record<string, string>;
  /** The one filled button of a view, or a quiet one. */
  filled?: boolean;
}

/** A button that starts something. What it started has a page, where it goes; a failure stays beside it. */
export function ActionForm({ action, label, icon, fields = {}, filled = false }: ActionFormProps) {
  const [state, submit, pending] = useActionState(action, untouched);
  const Icon = icons[icon];
  return (
    <form action={submit} className={css.form}>
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Button
        type="submit"
        variant={filled ? 'filled' : 'default'}
        loading={pending}
        leftSection={<Icon size={16} stroke={1.5} aria-hidden="true" />}
      >
        {label}
      </Button>
      {state.problem && !pending ? <ProblemNote problem={state.problem} /> : null}
    </form>
  );
}
