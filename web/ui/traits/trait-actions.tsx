'use client';

import { Button, CopyButton } from '@mantine/core';
import { IconCopy, IconCopyPlus, IconHistory, IconPencil } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { DeletedResource } from '../delete-dialog.tsx';
import { DeleteResource } from '../delete-resource.tsx';
import { GoButton } from '../go-button.tsx';
import { pathsOf } from '../paths.ts';

interface TraitActionsProps extends Omit<DeletedResource, 'kind' | 'after'> {
  workspace: string;
  yaml: string;
  editable: boolean;
}

/** What can be done with a trait; what is not allowed is not offered. */
export function TraitActions({
  workspace,
  slug,
  name,
  spec,
  version,
  yaml,
  managed,
  editable,
  usedBy,
}: TraitActionsProps) {
  const words = useTranslations('traits');
  const common = useTranslations('common');
  const paths = pathsOf(workspace);
  return (
    <>
      <CopyButton value={yaml}>
        {({ copied, copy }) => (
          <Button
            variant="default"
            leftSection={<IconCopy size={16} stroke={1.5} aria-hidden="true" />}
            onClick={copy}
          >
            {copied ? common('copied') : common('copyYaml')}
          </Button>
        )}
      </CopyButton>
      <GoButton href={paths.traitTab(slug, 'versions')} icon={<IconHistory size={16} stroke={1.5} />}>
        {words('versions')}
      </GoButton>
      {editable ? (
        <>
          <GoButton href={paths.newTrait({ from: slug })} icon={<IconCopyPlus size={16} stroke={1.5} />}>
            {words('duplicate')}
          </GoButton>
          <DeleteResource
            kind="trait"
            after={paths.traits()}
            {...{ slug, name, spec, version, managed, usedBy }}
          />
          <GoButton href={paths.traitEdit(slug)} filled icon={<IconPencil size={16} stroke={1.5} />}>
            {words('edit')}
          </GoButton>
        </>
      ) : null}
    </>
  );
}
