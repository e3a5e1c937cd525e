'use client';

import { Button, Group, SegmentedControl, Switch } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import type { Preview, SqlNames } from '../../data/sql-preview.ts';
import { formatSeconds } from '../format.ts';
import { Empty, ProblemNote } from '../notes.tsx';
import { pathsOf } from '../paths.ts';
import type { Problem } from '../problem.ts';
import { SampleRows } from '../sample-rows.tsx';
import { PendingBlock, PendingRows } from '../skeletons.tsx';
import { Dim } from '../values.tsx';
import { askNames, askPreview } from './ask-preview.ts';
import css from './sql-bench.module.css';

const SqlEditor = dynamic(() => import('./sql-editor.tsx').then((module) => module.SqlEditor), {
  ssr: false,
  loading: () => <PendingBlock height={220} />,
});

interface SqlBenchProps {
  workspace: string;
  engine: 'duckdb' | 'snowflake' | 'bigquery';
  label: string;
  value: string;
  onChange: (sql: string) => void;
  readOnly?: boolean;
  /** Whether who looks may run statements of their own. */
  runs: boolean;
  /** Whether personal values may be shown to who looks. */
  personal: boolean;
  onSave?: (() => void) | null;
  /** What a save found: shown as a run's refusal is. */
  refused?: Extract<Preview, { state: 'refused' }> | null;
}

/** An editor of SQL with the rows that it gives. */
export function SqlBench(props: SqlBenchProps) {
  const { workspace, engine, label, value, onChange, readOnly = false, runs, personal } = props;
  const words = useTranslations('models.sql');
  const paths = pathsOf(workspace);
  const [names, setNames] = useState<SqlNames | null>(null);
  const [preview, setPreview] = useState<Preview | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [reveal, setReveal] = useState(false);
  const [shown, setShown] = useState('rows');
  const running = useRef<AbortController | null>(null);

  useEffect(() => {
    let gone = false;
    // Without names the editor still edits.
    askNames(paths.sqlNames)
      .then((found) => {
        if (!gone && !('problem' in found)) setNames(found);
      })
      .catch(() => undefined);
    return () => {
      gone = true;
    };
  }, [paths.sqlNames]);

  const run = async ({ sql = value, open = reveal } = {}) => {
    if (!runs) return;
    running.current?.abort();
    const mine = new AbortController();
    running.current = mine;
    setBusy(true);
    setProblem(null);
    try {
      const answer = await askPreview(paths.sqlPreview, { sql, reveal: open, limit: 50 }, mine.signal);
      if (running.current !== mine) return;
      if ('problem' in answer) setProblem(answer.problem);
      else setPreview(answer);
    } catch {
      if (running.current === mine && !mine.signal.aborted) setProblem({ cause: words('unreachable') });
    } finally {
      if (running.current === mine) setBusy(false);
    }
  };

  const refused = props.refused ?? (preview?.state === 'refused' ? preview : null);
  return (
    <div className={css.bench}>
      <div className={css.editor}>
        <SqlEditor
          value={value}
          onChange={onChange}
          label={label}
          engine={engine}
          names={names}
          fault={refused?.place ?? null}
          readOnly={readOnly}
          onRun={(sql) => void run({ sql })}
          onSave={props.onSave ?? null}
        />
      </div>
      {runs ? (
        <Group justify="space-between">
          <Group>
            <Button
              variant="default"
              loading={busy}
              onClick={() => void run()}
              leftSection={<IconPlayerPlay size={16} stroke={1.5} aria-hidden="true" />}
            >
              {words('run')}
            </Button>
            <Dim>{words('runHint')}</Dim>
          </Group>
          {personal ? (
            <Switch
              label={words('reveal')}
              checked={reveal}
              onChange={(event) => {
                const { checked } = event.currentTarget;
                setReveal(checked);
                if (preview?.state === 'rows') void run({ open: checked });
              }}
            />
          ) : null}
        </Group>
      ) : (
        <Empty quiet>{words('noPermission')}</Empty>
      )}
      {problem === null ? null : <ProblemNote problem={problem} />}
      {refused === null ? null : (
        <div className={css.refused} role="alert">
          <strong>
            {refused.place === null
              ? words('refused')
              : words('refusedAt', { line: refused.place.line, column: refused.place.column ?? 1 })}
          </strong>
          <pre>{refused.message}</pre>
        </div>
      )}
      {busy && preview === null ? <PendingRows rows={8} /> : null}
      {refused === null && preview?.state === 'rows' ? (
        <>
          <Group justify="space-between">
            <SegmentedControl
              aria-label={words('shown')}
              size="xs"
              data={[
                { value: 'rows', label: words('rows') },
                { value: 'compiled', label: words('compiled') },
              ]}
              value={shown}
              onChange={setShown}
            />
            <Dim>
              {words(preview.more ? 'firstRows' : 'allRows', {
                count: preview.rows.length,
                seconds: formatSeconds(preview.seconds),
              })}
            </Dim>
          </Group>
          {shown === 'compiled' ? (
            <pre className={css.compiled}>{preview.compiled}</pre>
          ) : preview.rows.length === 0 ? (
            <Empty quiet>{words('noRow')}</Empty>
          ) : (
            <SampleRows columns={preview.columns} rows={preview.rows} caption={words('rows')} />
          )}
        </>
      ) : null}
    </div>
  );
}
