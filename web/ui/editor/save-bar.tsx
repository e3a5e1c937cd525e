'use client';

import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react';
import { useParams, useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { ProblemNote } from '../notes.tsx';
import { pathsOf } from '../paths.ts';
import { ConflictDialog } from './conflict-dialog.tsx';
import { describeFinding } from './describe-finding.ts';
import css from './save-bar.module.css';
import type { ResourceEditor } from './use-resource-editor.ts';

interface SaveBarProps<S> {
  editor: ResourceEditor<S>;
  /** Of the filled button: "Publish", "Save". */
  label: string;
  /** Done in place of saving at once: a review before it. */
  onSave?: () => void;
  /** Why it cannot be saved yet; the button then says so. */
  blocked?: string | null;
  /** Whether what may not be saved unplanned is planned from here. */
  plans?: boolean;
  /** Further buttons, left of the filled one. */
  children?: ReactNode;
}

const standingWords = {
  none: 'unchanged',
  saving: 'saving',
  saved: 'draftSaved',
  kept: 'draftLocal',
  failed: 'draftFailed',
} as const;

/** At the foot of an editor: what state the draft is in, steps back and forth, what is wrong, and the save. */
export function SaveBar<S>({
  editor,
  label,
  onSave,
  blocked = null,
  plans = false,
  children,
}: SaveBarProps<S>) {
  const words = useTranslations('editor');
  const router = useRouter();
  const { workspace = '' } = useParams<{ workspace: string }>();
  const { problems, failure } = editor;
  return (
    <div className={css.bar}>
      {failure === null ? null : <ProblemNote problem={failure} />}
      {problems.length === 0 ? null : (
        <div className={css.problems} role="alert">
          <strong>{words('problems', { count: problems.length })}</strong>
          <ul>
            {problems.slice(0, 8).map((problem) => (
              <li key={`${problem.resource} ${problem.field} ${problem.message}`}>
                {describeFinding(problem)}
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className={css.line}>
        <Tooltip label={words('undo')}>
          <ActionIcon
            aria-label={words('undo')}
            disabled={editor.undo === null}
            onClick={() => editor.undo?.()}
          >
            <IconArrowBackUp size={20} stroke={1.5} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={words('redo')}>
          <ActionIcon
            aria-label={words('redo')}
            disabled={editor.redo === null}
            onClick={() => editor.redo?.()}
          >
            <IconArrowForwardUp size={20} stroke={1.5} />
          </ActionIcon>
        </Tooltip>
        <span className={css.standing} role="status">
          {words(editor.dirty || editor.draft !== 'none' ? standingWords[editor.draft] : 'unchanged')}
        </span>
        {editor.dirty ? (
          <Button
            variant="subtle"
            color="gray"
            onClick={() => {
              if (window.confirm(words('discardAsk'))) void editor.discard();
            }}
          >
            {words('discard')}
          </Button>
        ) : null}
        <span className={css.space} />
        {children}
        {editor.plan === null || !plans ? null : (
          <Button
            variant="default"
            loading={editor.saving}
            onClick={async () => {
              const plan = await editor.plan?.();
              if (plan != null) router.push(pathsOf(workspace).identityPlan(plan));
            }}
          >
            {words('plan')}
          </Button>
        )}
        <Tooltip label={blocked} disabled={blocked === null}>
          <Button
            loading={editor.saving}
            aria-disabled={blocked !== null || !editor.unlocked}
            data-disabled={blocked !== null || !editor.unlocked || undefined}
            onClick={() => {
              if (blocked !== null || !editor.unlocked) return;
              if (onSave === undefined) void editor.save();
              else onSave();
            }}
          >
            {label}
          </Button>
        </Tooltip>
      </div>
      {editor.conflict === null ? null : (
        <ConflictDialog conflict={editor.conflict} mine={editor.spec} onResolve={editor.resolve} />
      )}
    </div>
  );
}
