'use client';

import { ActionIcon, Anchor } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import {
  IconApi,
  IconCopy,
  IconCopyPlus,
  IconDots,
  IconPlayerPause,
  IconPlayerPlay,
  IconTrash,
} from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Sync } from '../../models/workspace/kinds/sync.ts';
import { saveResource } from '../data/actions/edit-resource.ts';
import { ActsMenu } from './acts-menu.tsx';
import { DeleteDialog } from './delete-resource.tsx';

interface SyncMenuProps {
  name: string;
  spec: Sync;
  version: number;
  /** Whether files have the say over it. */
  managed: boolean;
  yaml: string;
  editable: boolean;
  /** Where a copy of it is made. */
  duplicate: string;
  /** Where the list of syncs is. */
  after: string;
  /** Syncs that run after it. */
  usedBy: readonly { name: string; href: string }[];
}

/** What is done with a sync as a whole: pause it, copy it, take it along as text, delete it. */
export function SyncMenu(props: SyncMenuProps) {
  const { name, spec, version, managed, yaml, editable, duplicate, after, usedBy } = props;
  const words = useTranslations('syncs.menu');
  const common = useTranslations('common');
  const router = useRouter();
  const [deleting, setDeleting] = useState(false);

  const setPaused = async (paused: boolean, from: number, undoes: boolean): Promise<void> => {
    const result = await saveResource({
      ...{ kind: 'sync', slug: spec.slug, spec: { ...spec, paused }, baseVersion: from },
      // Who takes back what they did here has said so before.
      anyway: managed,
    }).catch(() => null);
    router.refresh();
    if (result?.state !== 'saved') {
      notifications.show({
        message: result?.state === 'failed' ? result.problem.cause : words('changed', { name }),
        color: 'madder',
      });
      return;
    }
    const id = `paused-${spec.slug}`;
    notifications.hide(id);
    notifications.show({
      id,
      autoClose: 10_000,
      message: (
        <>
          {words(paused ? 'isPaused' : 'isResumed', { name })}{' '}
          {undoes ? null : (
            <Anchor
              component="button"
              type="button"
              onClick={() => void setPaused(!paused, result.version, true)}
            >
              {common('undo')}
            </Anchor>
          )}
        </>
      ),
    });
  };
  const pause = () => {
    if (managed && !window.confirm(common('git.warning'))) return;
    void setPaused(!spec.paused, version, false);
  };
  const copy = async (text: string) => {
    const done = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    );
    notifications.show(
      done ? { message: common('copied') } : { message: text, title: words('noClipboard'), autoClose: false },
    );
  };
  const call = () =>
    [
      `# ${words('apiKey')}`,
      `curl -X POST ${window.location.origin}/api/v1/syncs/${spec.slug}/runs -H 'Authorization: Bearer YOUR_KEY'`,
    ].join('\n');
  const icon = { size: 16, stroke: 1.5, 'aria-hidden': true } as const;
  return (
    <>
      <ActsMenu
        inPlace
        button={
          <ActionIcon size={36} variant="default" aria-label={words('more', { name })}>
            <IconDots size={20} stroke={1.5} />
          </ActionIcon>
        }
        acts={[
          ...(editable
            ? [
                {
                  label: words(spec.paused ? 'resume' : 'pause'),
                  icon: spec.paused ? <IconPlayerPlay {...icon} /> : <IconPlayerPause {...icon} />,
                  onSelect: pause,
                },
                { label: common('duplicate'), icon: <IconCopyPlus {...icon} />, href: duplicate },
              ]
            : []),
          { label: common('copyYaml'), icon: <IconCopy {...icon} />, onSelect: () => void copy(yaml) },
          { label: common('copyApi'), icon: <IconApi {...icon} />, onSelect: () => void copy(call()) },
          ...(editable
            ? [
                null,
                {
                  ...{ label: common('deleteAsk'), icon: <IconTrash {...icon} />, dangerous: true },
                  onSelect: () => setDeleting(true),
                },
              ]
            : []),
        ]}
      />
      {deleting ? (
        <DeleteDialog
          kind="sync"
          slug={spec.slug}
          {...{ name, spec, version, managed, usedBy, after }}
          onClose={() => setDeleting(false)}
        />
      ) : null}
    </>
  );
}
