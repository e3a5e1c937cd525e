'use client';

import { useParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { Go } from './go.tsx';
import { pathsOf } from './paths.ts';

/** From wherever something is not computed yet to where it can be. */
export function ToModels() {
  const words = useTranslations('common');
  const { workspace } = useParams<{ workspace: string }>();
  return <Go href={pathsOf(workspace).models()}>{words('toModels')}</Go>;
}
