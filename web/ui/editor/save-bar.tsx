'use client';

import { ActionIcon, Button } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { useParams, useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type ReactNode, useId } from 'react';
import { ProblemNote } from '../notes.tsx';
import { pathsOf } from '../paths.ts';
import { describeFinding } from './describe-finding.ts';
import css from './save-bar.module.css';
import type { ResourceEditor } from './use-resource-editor.ts';

const ConflictDialog = dynamic(
  () => import('./conflict-dialog.tsx').then((module) => module.ConflictDialog),
  { ssr: false },
);

interface SaveBarProps<S> {
  editor: ResourceEditor<S>;
  /** Of the filled button: "Publish", "Save". */
  label: string;
  /** Done in place of saving under its own slug: a review before it, or another slug. */
  onSave?: () => void;
  /** Why it cannot be saved yet; the button then says so. */
  blocked?: string | null;
  /** Whether the filled button makes a plan, as it is known that nothing may be saved without one. */
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

/** At the foot of an editor: what state the draft is in, steps back and forth, what is wrong, and the save; by key too. */
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
  const reason = useId();
  const { problems, failure } = editor;
  const locked = blocked !== null || !editor.unlocked;
  const save = () => {
    if (locked || editor.saving) return;
    if (onSave === undefined) void editor.save();
    else onSave();
  };
  const plan = async () => {
    const made = await editor.plan?.();
    if (made != null) router.push(pathsOf(workspace).identityPlan(made));
  };
  useHotkeys([
    ['mod+S', save],
    ['mod+Z', () => editor.undo?.()],
    ['mod+shift+Z', () => editor.redo?.()],
  ]);
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
        <ActionIcon
          aria-label={words('undo')}
          title={words('undo')}
          disabled={editor.undo === null}
          onClick={() => editor.undo?.()}
        >
          <IconArrowBackUp size={20} stroke={1.5} />
        </ActionIcon>
        <ActionIcon
          aria-label={words('redo')}
          title={words('redo')}
          disabled={editor.redo === null}
          onClick={() => editor.redo?.()}
        >
          <IconArrowForwardUp size={20} stroke={1.5} />
        </ActionIcon>
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
        {editor.plan !== null && editor.unplanned && !plans ? (
          <Button variant="default" loading={editor.saving} onClick={() => void plan()}>
            {words('plan')}
          </Button>
        ) : null}
        {blocked === null ? null : (
          <span id={reason} className={css.reason} hidden={!editor.dirty}>
            {blocked}
          </span>
        )}
        <Button
          loading={editor.saving}
          title={blocked ?? undefined}
          aria-describedby={blocked === null ? undefined : reason}
          aria-disabled={locked}
          data-disabled={locked || undefined}
          onClick={() => {
            if (!plans) save();
            else if (!locked) void plan();
          }}
        >
          {label}
        </Button>
      </div>
      {editor.conflict === null ? null : (
        <ConflictDialog conflict={editor.conflict} mine={editor.spec} onResolve={editor.resolve} />
      )}
    </div>
  );
}
