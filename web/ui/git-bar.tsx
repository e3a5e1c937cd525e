'use client';

import { Alert, Anchor, Button, Group } from '@mantine/core';
import { IconGitBranch } from '@tabler/icons-react';
import { useParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { pathsOf } from './paths.ts';

interface GitBarProps {
  managedBy: 'git' | 'cli' | 'app';
  file: string;
  commit: string | null;
  /** Whether it is edited here anyway. */
  unlocked: boolean;
  onUnlock?: () => void;
}

/** Says, before the first control, that files have the say over a resource, and gives what the app changed as a patch. Nothing for what is made in the app. */
export function GitBar({ managedBy, file, commit, unlocked, onUnlock }: GitBarProps) {
  const { workspace = '' } = useParams<{ workspace: string }>();
  const words = useTranslations('common.git');
  if (managedBy === 'app') return null;
  return (
    <Alert
      color="heather"
      icon={<IconGitBranch size={16} stroke={1.5} aria-hidden="true" />}
      title={
        <>
          {words(managedBy === 'git' ? 'managed' : 'managedFiles', { file })}
          {commit === null ? null : ` ${words('at', { commit: commit.slice(0, 7) })}`}
        </>
      }
    >
      <Group gap="md">
        {unlocked ? <span>{words('warning')}</span> : null}
        <Anchor href={pathsOf(workspace).patch()} size="sm" underline="always" download>
          {words('patch')}
        </Anchor>
        {onUnlock === undefined || unlocked ? null : (
          <Button variant="default" size="xs" onClick={onUnlock}>
            {words('anyway')}
          </Button>
        )}
      </Group>
    </Alert>
  );
}
