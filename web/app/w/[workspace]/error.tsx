'use client';

import { Button } from '@mantine/core';
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
  return (
    <Page title="This page could not be read">
      <ProblemNote
        problem={{
          cause: 'The page met an error that it did not expect.',
          effect: 'Nothing was changed.',
          mend: 'Try again; if it stays, `./weft status` tells which part is away.',
          reference: error.digest,
        }}
      />
      <div>
        <Button onClick={reset}>Try again</Button>
      </div>
    </Page>
  );
}
