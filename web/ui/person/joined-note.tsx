'use client';

import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { Go } from '../go.tsx';
import { Note } from '../notes.tsx';

/** Says to who came by the id of a person that has become part of this one. */
export function JoinedNote({ href }: { href: string }) {
  const words = useTranslations('profiles');
  const from = useSearchParams().get('from');
  if (from === null || !/^[0-9a-f-]{6,64}$/.test(from)) return null;
  return (
    <Note>
      {words('joined', { id: `${from.slice(0, 8)}…` })} <Go href={href}>{words('list.why')}</Go>
    </Note>
  );
}
