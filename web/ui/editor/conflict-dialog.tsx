'use client';

import { Button, Group } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Dialog } from '../dialog.tsx';
import { TextDiff } from '../text-diff.tsx';
import css from './conflict-dialog.module.css';
import type { Conflict } from './use-resource-editor.ts';

const written = (value: unknown): string => JSON.stringify(value, null, 2);

/** Somebody saved meanwhile: what differs, and the choice. A click outside decides nothing. */
export function ConflictDialog({
  conflict: { current },
  mine,
  onResolve,
}: {
  conflict: Conflict;
  mine: unknown;
  onResolve: (how: 'theirs' | 'mine' | 'back') => void;
}) {
  const words = useTranslations('editor');
  return (
    <Dialog
      onClose={() => onResolve('back')}
      size="lg"
      title={
        current === null
          ? words('conflictRemoved')
          : words('conflictTitle', { by: current.by ?? words('somebody'), version: current.version })
      }
    >
      <p className={css.explain}>{words(current === null ? 'conflictRemovedText' : 'conflictText')}</p>
      {current === null ? null : <TextDiff before={written(current.spec)} after={written(mine)} />}
      <Group justify="flex-end" mt="lg">
        <Button variant="subtle" color="gray" onClick={() => onResolve('back')}>
          {words('back')}
        </Button>
        {current === null ? null : (
          <Button variant="default" onClick={() => onResolve('theirs')}>
            {words('theirs')}
          </Button>
        )}
        <Button onClick={() => onResolve('mine')}>{words('mine')}</Button>
      </Group>
    </Dialog>
  );
}
