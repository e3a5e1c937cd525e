'use client';

import { ActionIcon, Button, Group, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCopy, IconCopyPlus, IconDots, IconDownload, IconPencil, IconTrash } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { saveResource } from '../../data/actions/edit-resource.ts';
import type { Use } from '../../data/uses.ts';
import { Dialog } from '../dialog.tsx';
import { describeFinding } from '../editor/describe-finding.ts';
import { Go } from '../go.tsx';
import { ProblemNote } from '../notes.tsx';
import { pathsOf } from '../paths.ts';
import type { Problem } from '../problem.ts';
import { UsedBy } from '../used-by.tsx';

export interface ActedOn {
  workspace: string;
  slug: string;
  name: string;
  yaml: string;
  mayEdit: boolean;
}

export interface Deletable {
  version: number;
  managedBy: 'git' | 'cli' | 'app';
  users: Use[];
}

const icon = { size: 16, stroke: 1.5, 'aria-hidden': true } as const;

/** What can be done with a segment beside editing it. `deletable` where it stands on its own page. */
export function SegmentActions({
  workspace,
  slug,
  name,
  yaml,
  mayEdit,
  deletable,
}: ActedOn & { deletable?: Deletable }) {
  const words = useTranslations('segments.actions');
  const common = useTranslations('common');
  const paths = pathsOf(workspace);
  const [deleting, setDeleting] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(yaml);
    notifications.show({ message: common('copied') });
  };
  return (
    <>
      <Menu position="bottom-end" shadow="md" withinPortal>
        <Menu.Target>
          <ActionIcon
            aria-label={words('label', { name })}
            size={deletable ? 'lg' : 'sm'}
            variant={deletable ? 'default' : 'subtle'}
          >
            <IconDots {...icon} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {mayEdit && !deletable ? (
            <Menu.Item
              component={Go}
              href={paths.segment(slug, 'edit')}
              leftSection={<IconPencil {...icon} />}
            >
              {common('edit')}
            </Menu.Item>
          ) : null}
          {mayEdit ? (
            <Menu.Item
              component={Go}
              href={paths.newSegment({ from: slug })}
              leftSection={<IconCopyPlus {...icon} />}
            >
              {common('duplicate')}
            </Menu.Item>
          ) : null}
          <Menu.Item leftSection={<IconCopy {...icon} />} onClick={() => void copy()}>
            {common('copyYaml')}
          </Menu.Item>
          <Menu.Item
            component="a"
            href={paths.segmentExport(slug)}
            download
            leftSection={<IconDownload {...icon} />}
          >
            {words('export')}
          </Menu.Item>
          {mayEdit && deletable ? (
            <>
              <Menu.Divider />
              <Menu.Item
                color="madder"
                leftSection={<IconTrash {...icon} />}
                onClick={() => setDeleting(true)}
              >
                {words('delete')}
              </Menu.Item>
            </>
          ) : null}
        </Menu.Dropdown>
      </Menu>
      {deleting && deletable ? (
        <DeleteDialog {...{ workspace, slug, name, deletable }} onClose={() => setDeleting(false)} />
      ) : null}
    </>
  );
}

/** Asks before a segment goes; where something uses it, says what, and stops. */
function DeleteDialog({
  workspace,
  slug,
  name,
  deletable: { version, managedBy, users },
  onClose,
}: {
  workspace: string;
  slug: string;
  name: string;
  deletable: Deletable;
  onClose: () => void;
}) {
  const words = useTranslations('segments.actions');
  const common = useTranslations('common');
  const router = useRouter();
  const paths = pathsOf(workspace);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [pending, setPending] = useState(false);
  const remove = async () => {
    setPending(true);
    setProblem(null);
    const result = await saveResource({
      ...{ kind: 'segment', slug, spec: null, baseVersion: version },
      anyway: managedBy !== 'app',
    }).catch(() => null);
    setPending(false);
    if (result?.state === 'saved') {
      notifications.show({ message: words('deleted', { name }), color: 'moss' });
      router.push(paths.segments());
      return;
    }
    if (result?.state === 'invalid') {
      setProblem({ cause: result.problems.slice(0, 5).map(describeFinding).join('\n') });
    } else if (result?.state === 'failed') setProblem(result.problem);
    else setProblem({ cause: words(result?.state === 'conflict' ? 'changed' : 'unreachable') });
  };
  const used = users.length > 0;
  return (
    <Dialog onClose={onClose} title={words('deleteTitle', { name: name.slice(0, 80) })}>
      {used ? (
        <>
          <p>{words('used', { count: users.length })}</p>
          <UsedBy caption={words('usedCaption')} uses={users} paths={paths} />
        </>
      ) : (
        <p>{words(managedBy === 'app' ? 'deleteAsk' : 'deleteManaged')}</p>
      )}
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Group justify="flex-end" mt="lg">
        <Button variant="subtle" color="gray" onClick={onClose}>
          {used ? common('close') : common('cancel')}
        </Button>
        {used ? null : (
          <Button color="madder" loading={pending} onClick={() => void remove()}>
            {common('delete')}
          </Button>
        )}
      </Group>
    </Dialog>
  );
}
