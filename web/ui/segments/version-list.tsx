'use client';

import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { saveResource } from '../../data/actions/edit-resource.ts';
import { describeFinding } from '../editor/describe-finding.ts';
import { ProblemNote } from '../notes.tsx';
import type { Problem } from '../problem.ts';
import { TextDiff } from '../text-diff.tsx';
import css from './version-list.module.css';

export interface VersionRow {
  version: number;
  action: 'add' | 'change' | 'remove';
  by: string;
  /** In words. */
  at: string;
  source: 'git' | 'cli' | 'app';
  commit: string | null;
  before: string;
  after: string;
  /** What a restore puts in force; null for what is in force already, and for a removal. */
  restorable: unknown;
}

/** What each version did, latest first; one opens to its difference, and an older one can be put in force again. */
export function VersionList({
  slug,
  rows,
  base,
  managed,
  mayEdit,
}: {
  slug: string;
  rows: VersionRow[];
  /** The version in force, which a restore begins from. */
  base: number;
  managed: boolean;
  mayEdit: boolean;
}) {
  const words = useTranslations('segments.versions');
  const router = useRouter();
  const [problem, setProblem] = useState<{ of: number; problem: Problem } | null>(null);
  const [pending, setPending] = useState<number | null>(null);
  const restore = async (row: VersionRow) => {
    if (managed && !window.confirm(words('managedAsk'))) return;
    setPending(row.version);
    setProblem(null);
    const result = await saveResource({
      ...{ kind: 'segment', slug, spec: row.restorable, baseVersion: base, anyway: managed },
    }).catch(() => null);
    setPending(null);
    if (result?.state === 'saved') {
      notifications.show({
        message: words('restored', { from: row.version, version: result.version }),
        color: 'moss',
      });
      router.refresh();
      return;
    }
    const cause =
      result?.state === 'invalid'
        ? result.problems.slice(0, 5).map(describeFinding).join('\n')
        : words(result?.state === 'conflict' ? 'changed' : 'unreachable');
    setProblem({
      of: row.version,
      problem: result?.state === 'failed' ? result.problem : { cause, effect: words('asBefore') },
    });
  };
  return (
    <ol className={css.versions}>
      {rows.map((row, index) => (
        <li key={row.version}>
          <details open={index === 0}>
            <summary>
              <strong>{words('version', { version: row.version })}</strong>{' '}
              <span>{words(`actions.${row.action}`, { by: row.by })}</span>{' '}
              <span className={css.dim}>
                {row.at} · {words(`sources.${row.source}`)}
                {row.commit === null ? null : ` ${row.commit.slice(0, 7)}`}
              </span>
            </summary>
            <TextDiff before={row.before} after={row.after} />
            {row.restorable === null || !mayEdit ? null : (
              <Button
                size="xs"
                variant="default"
                loading={pending === row.version}
                onClick={() => void restore(row)}
              >
                {words('restore', { version: row.version })}
              </Button>
            )}
            {problem?.of === row.version ? <ProblemNote problem={problem.problem} /> : null}
          </details>
        </li>
      ))}
    </ol>
  );
}
