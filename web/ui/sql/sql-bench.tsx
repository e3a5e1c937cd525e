'use client';

import { Button, Group, SegmentedControl, Switch } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import type { Dialect } from '../../../connectors/warehouses/dialect.ts';
import type { Preview, SqlNames } from '../../data/sql-preview.ts';
import { useFormats } from '../../i18n/use-formats.ts';
import { ask } from '../ask.ts';
import { Empty, ProblemNote } from '../notes.tsx';
import { pathsOf } from '../paths.ts';
import type { Problem } from '../problem.ts';
import { SampleRows } from '../sample-rows.tsx';
import { PendingRows } from '../skeletons.tsx';
import { Dim } from '../values.tsx';
import css from './sql-bench.module.css';
import { SqlEditor } from './sql-editor-loader.tsx';

const noNames: SqlNames = { tables: {}, models: [] };

interface SqlBenchProps {
  workspace: string;
  engine: Dialect['name'];
  label: string;
  value: string;
  onChange: (sql: string) => void;
  readOnly?: boolean;
  /** Whether who looks may run statements of their own. */
  runs: boolean;
  /** Whether personal values may be shown to who looks. */
  personal: boolean;
  onSave?: () => void;
  /** What a save found: shown as a run's refusal is. */
  refused?: Extract<Preview, { state: 'refused' }> | null;
}

/** An editor of SQL with the rows that it gives. */
export function SqlBench(props: SqlBenchProps) {
  const format = useFormats();
  const { workspace, engine, label, value, onChange, readOnly = false, runs, personal } = props;
  const words = useTranslations('models.sql');
  const paths = pathsOf(workspace);
  const [names, setNames] = useState(noNames);
  const [preview, setPreview] = useState<Preview | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [reveal, setReveal] = useState(false);
  const [shown, setShown] = useState('rows');
  const running = useRef<AbortController | null>(null);

  useEffect(() => {
    const aborting = new AbortController();
    // Without names the editor still edits.
    ask<SqlNames>(paths.sqlNames, {}, { signal: aborting.signal, unreachable: '' }).then(
      (answer) => answer.state === 'ready' && setNames(answer.data),
      () => undefined,
    );
    return () => aborting.abort();
  }, [paths.sqlNames]);

  const run = async ({ sql = value, open = reveal } = {}) => {
    if (!runs) return;
    running.current?.abort();
    const mine = new AbortController();
    running.current = mine;
    setBusy(true);
    setProblem(null);
    const answer = await ask<Preview>(
      paths.sqlPreview,
      { sql, reveal: open, limit: 50 },
      { signal: mine.signal, unreachable: words('unreachable') },
    ).catch(() => null);
    // A newer run has the say.
    if (answer === null || running.current !== mine) return;
    if (answer.state === 'failed') setProblem(answer.problem);
    else setPreview(answer.data);
    setBusy(false);
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
          names={names.models.map((name) => ({ name }))}
          tables={names.tables}
          height={220}
          fault={refused?.place ?? null}
          readOnly={readOnly}
          onRun={(sql) => void run({ sql })}
          onSave={props.onSave}
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
                seconds: format.seconds(preview.seconds),
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
