'use client';

import { Button } from '@mantine/core';
import { askAuth } from '../auth/ask-auth.ts';

export async function signOut(): Promise<void> {
  await askAuth('/sign-out', {});
  // A whole load: what the browser kept of pages goes with the session.
  window.location.assign('/sign-in');
}

export function SignOut({ label }: { label: string }) {
  return (
    <Button variant="default" onClick={() => void signOut()}>
      {label}
    </Button>
  );
}
