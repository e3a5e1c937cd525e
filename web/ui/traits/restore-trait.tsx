'use client';

import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { saveResource } from '../../data/actions/edit-resource.ts';
import css from './editor.module.css';

interface RestoreTraitProps {
  slug: string;
  version: number;
  spec: unknown;
  /** What is in force now: somebody's newer version is not overwritten. */
  baseVersion: number;
  managed: boolean;
  href: string;
}

/** Puts a trait in force again as an earlier version had it. */
export function RestoreTrait({ slug, version, spec, baseVersion, managed, href }: RestoreTraitProps) {
  const words = useTranslations('traits.history');
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const [failure, setFailure] = useState<string | null>(null);
  const restore = () =>
    startTransition(async () => {
      const result = await saveResource({ kind: 'trait', slug, spec, baseVersion });
      if (result.state === 'saved') {
        notifications.show({ message: words('restored', { version }), color: 'moss' });
        router.push(href);
        return;
      }
      const [problem] = result.state === 'invalid' ? result.problems : [];
      setFailure(
        result.state === 'conflict'
          ? words('conflict')
          : result.state === 'managed'
            ? words('managed')
            : result.state === 'failed'
              ? result.problem.cause
              : words('invalid', { why: problem?.message ?? '' }),
      );
    });
  if (managed) return <span className={css.note}>{words('managed')}</span>;
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        loading={pending}
        aria-label={words('restoreOf', { version })}
        onClick={restore}
      >
        {words('restore')}
      </Button>
      {failure === null ? null : (
        <span className={css.error} role="alert">
          {failure}
        </span>
      )}
    </>
  );
}
