'use client';

import { Button } from '@mantine/core';
import { IconGitBranch } from '@tabler/icons-react';
import { useParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import type { EditedState } from '../data/resource-state.ts';
import css from './git-bar.module.css';
import { pathsOf } from './paths.ts';

interface GitBarProps {
  /** Null of what is new. */
  state: EditedState | null;
  /** Whether it is edited here anyway. */
  unlocked?: boolean;
  onUnlock?: (() => void) | undefined;
}

/** Says, before the first control, that files have the say over a resource, and gives what the app changed as a patch. Nothing for what is made in the app. */
export function GitBar({ state, unlocked = false, onUnlock }: GitBarProps) {
  const { workspace = '' } = useParams<{ workspace: string }>();
  const words = useTranslations('common.git');
  if (state === null || state.managedBy === 'app') return null;
  const { managedBy, file, commit } = state;
  return (
    <div className={css.bar} role="note">
      <IconGitBranch className={css.icon} size={16} stroke={1.5} aria-hidden="true" />
      <p className={css.title}>
        {words(managedBy === 'git' ? 'managed' : 'managedFiles', { file })}
        {commit === null ? null : ` ${words('at', { commit: commit.slice(0, 7) })}`}
      </p>
      <div className={css.acts}>
        {unlocked ? <span>{words('warning')}</span> : null}
        <a href={pathsOf(workspace).patch()} download>
          {words('patch')}
        </a>
        {onUnlock === undefined || unlocked ? null : (
          <Button variant="default" size="xs" onClick={onUnlock}>
            {words('anyway')}
          </Button>
        )}
      </div>
    </div>
  );
}
