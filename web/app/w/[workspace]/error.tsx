'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { ProblemNote } from '../../../ui/notes.tsx';
import { Page } from '../../../ui/page.tsx';

/** A page that failed as a whole; its parts catch their own failures. */
export default function PageError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  const words = useTranslations('common');
  return (
    <Page title={words('pageError.title')}>
      <ProblemNote
        problem={{
          cause: words('pageError.cause'),
          effect: words('pageError.effect'),
          mend: words('pageError.mend'),
          reference: error.digest,
        }}
      />
      <div>
        <Button onClick={reset}>{words('retry')}</Button>
      </div>
    </Page>
  );
}
