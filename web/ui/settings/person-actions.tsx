'use client';

import { ActionIcon } from '@mantine/core';
import { IconDots, IconKey, IconUserMinus } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Role } from '../../../connectors/control/people-schema.ts';
import { invitePerson, remove } from '../../data/actions/people.ts';
import { ActsMenu } from '../acts-menu.tsx';
import { Dialog } from '../dialog.tsx';
import { ProblemNote } from '../notes.tsx';
import { ShownOnce } from './shown-once.tsx';
import { useAct } from './use-act.ts';

interface PersonActionsProps {
  id: string;
  name: string;
  email: string;
  role: Role;
  self: boolean;
}

/** What an admin can do for somebody, or against. */
export function PersonActions({ id, name, email, role, self }: PersonActionsProps) {
  const words = useTranslations('settings');
  const { pending, problem, secret, act } = useAct();
  const [closed, setClosed] = useState(false);
  const shown = problem !== null || secret !== null;
  const begin = (work: Parameters<typeof act>[0]) => {
    setClosed(false);
    act(work);
  };
  return (
    <>
      <ActsMenu
        button={
          <ActionIcon aria-label={`${words('actions')}: ${name}`} loading={pending}>
            <IconDots size={16} stroke={1.5} />
          </ActionIcon>
        }
        acts={[
          {
            ...{ label: words('newLink'), icon: <IconKey size={16} stroke={1.5} aria-hidden="true" /> },
            onSelect: () => begin(() => invitePerson(email, role)),
          },
          ...(self
            ? []
            : [
                {
                  label: words('remove'),
                  icon: <IconUserMinus size={16} stroke={1.5} aria-hidden="true" />,
                  dangerous: true,
                  onSelect: () => {
                    if (window.confirm(words('removeAsk', { name }))) begin(() => remove(id));
                  },
                },
              ]),
        ]}
      />
      <Dialog opened={shown && !closed} onClose={() => setClosed(true)} title={name}>
        {problem === null ? null : <ProblemNote problem={problem} />}
        {secret === null ? null : (
          <ShownOnce words={words('linkOnce', { email })} label={words('link')} secret={secret} />
        )}
      </Dialog>
    </>
  );
}
