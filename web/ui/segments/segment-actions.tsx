'use client';

import { ActionIcon } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCopy, IconCopyPlus, IconDots, IconDownload, IconPencil, IconTrash } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ActsMenu } from '../acts-menu.tsx';
import type { DeletedResource } from '../delete-dialog.tsx';
import { DeleteDialog } from '../delete-resource.tsx';
import { pathsOf } from '../paths.ts';

export interface ActedOn {
  workspace: string;
  slug: string;
  name: string;
  yaml: string;
  mayEdit: boolean;
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
}: ActedOn & { deletable?: Omit<DeletedResource, 'kind' | 'slug' | 'name' | 'after'> }) {
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
      <ActsMenu
        button={
          <ActionIcon
            aria-label={words('label', { name })}
            size={deletable ? 'lg' : 'sm'}
            variant={deletable ? 'default' : 'subtle'}
          >
            <IconDots {...icon} />
          </ActionIcon>
        }
        acts={[
          ...(mayEdit && !deletable
            ? [
                {
                  label: common('edit'),
                  icon: <IconPencil {...icon} />,
                  href: paths.segment(slug, 'edit'),
                },
              ]
            : []),
          ...(mayEdit
            ? [
                {
                  label: common('duplicate'),
                  icon: <IconCopyPlus {...icon} />,
                  href: paths.newSegment({ from: slug }),
                },
              ]
            : []),
          { label: common('copyYaml'), icon: <IconCopy {...icon} />, onSelect: () => void copy() },
          {
            ...{ label: words('export'), icon: <IconDownload {...icon} /> },
            ...{ href: paths.segmentExport(slug), download: true },
          },
          ...(mayEdit && deletable
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
      {deleting && deletable ? (
        <DeleteDialog
          kind="segment"
          {...{ slug, name, after: paths.segments(), ...deletable }}
          onClose={() => setDeleting(false)}
        />
      ) : null}
    </>
  );
}
