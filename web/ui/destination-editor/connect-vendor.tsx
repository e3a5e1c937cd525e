'use client';

import { Button } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ask } from '../ask.ts';
import { CopyText } from '../copy-text.tsx';
import type { ResourceEditor } from '../editor/use-resource-editor.ts';
import { ProblemNote } from '../notes.tsx';
import type { Problem } from '../problem.ts';
import css from './connect-vendor.module.css';

export interface ConnectVendorProps {
  /** What the vendor is called. */
  name: string;
  /** Where the way to the vendor begins. */
  start: string;
  /** Where the vendor sends people back to; it has to know the address. */
  callback: string;
}

/** Gets a token by the vendor's own sign-in: away from the form, whose draft is kept meanwhile, and back to it. */
export function ConnectVendor<S extends object>({
  name,
  start,
  callback,
  draft,
  editor,
  ready,
}: ConnectVendorProps & {
  draft: string;
  editor: ResourceEditor<S>;
  /** Whether the vendor can be told who asks. */
  ready: boolean;
}) {
  const words = useTranslations('destinations.oauth');
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const connect = async () => {
    setPending(true);
    setProblem(null);
    const asked = { draft, ...editor.drafted() };
    const answer = await ask<{ location: string }>(start, asked, { unreachable: words('noAnswer') });
    if (answer.state === 'failed') {
      setPending(false);
      setProblem(answer.problem);
      return;
    }
    // The server has the draft now: nothing is left to warn of.
    editor.handedOver();
    setTimeout(() => window.location.assign(answer.data.location), 0);
  };
  return (
    <div className={css.connect}>
      <Button
        variant="default"
        loading={pending}
        disabled={!ready}
        leftSection={<IconExternalLink size={16} stroke={1.5} aria-hidden="true" />}
        onClick={() => void connect()}
      >
        {words('connect', { name })}
      </Button>
      <p className={css.hint}>
        {words(ready ? 'hint' : 'notReady', { name })} {words('callback', { name })}{' '}
        <code className={css.callback}>{callback}</code>{' '}
        <CopyText text={callback} label={words('callbackName')} />
      </p>
      {problem === null ? null : <ProblemNote problem={problem} />}
    </div>
  );
}
