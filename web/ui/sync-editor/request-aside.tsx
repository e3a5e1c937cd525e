'use client';

import { Button, Select } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { Sync } from '../../../models/workspace/kinds/sync.ts';
import type { Rows, Tried } from '../../data/sync-editor.ts';
import { describeFinding } from '../editor/describe-finding.ts';
import { Note, ProblemNote } from '../notes.tsx';
import { useAnswer } from '../use-answer.ts';
import css from './request-aside.module.css';
import { SendRowDialog } from './send-row-dialog.tsx';
import { ToldRequest } from './told-request.tsx';
import { editorAddress } from './use-sides.ts';

interface RequestAsideProps {
  spec: Sync;
  destinationName: string;
  mayRun: boolean;
  seesRows: boolean;
  /** Told what the mapping made of the row, or null. */
  onSample: (fields: Record<string, unknown> | null) => void;
}

/** One row as the destination would get it: picked by whose it is, and sent alone if somebody wants. */
export function RequestAside(props: RequestAsideProps) {
  const words = useTranslations('syncs.editor.request');
  return (
    <aside className={css.aside} aria-label={words('title')}>
      <h2>{words('title')}</h2>
      {props.seesRows ? <Picked {...props} /> : <Note>{words('noPersonal')}</Note>}
    </aside>
  );
}

function Picked({ spec, destinationName, mayRun, onSample }: RequestAsideProps) {
  const words = useTranslations('syncs.editor.request');
  const [search, setSearch] = useState('');
  const [picked, setPicked] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const rows = useAnswer<Rows>(editorAddress, { ask: 'rows', spec: withoutWords(spec), search });
  const found = rows.data?.rows ?? [];
  const key = picked ?? found[0]?.key ?? null;
  const answer = useAnswer<Tried>(
    editorAddress,
    key === null ? null : { ask: 'request', spec: withoutWords(spec), key },
    500,
  );
  const tried = answer.data?.tried ?? null;

  const fields = tried?.row?.fields ?? null;
  useEffect(() => onSample(fields), [fields, onSample]);

  const options = found.map((row) => ({
    value: row.key,
    label: [row.key, ...row.told.map(({ value }) => value).filter((value) => value !== row.key)].join(' · '),
  }));
  if (key !== null && !options.some(({ value }) => value === key))
    options.unshift({ value: key, label: key });
  const misfits = answer.data?.problems ?? rows.data?.problems ?? null;
  return (
    <>
      <Select
        label={words('row')}
        searchable
        allowDeselect={false}
        placeholder={words('rowHint')}
        nothingFoundMessage={rows.pending ? words('searching') : words('noRow')}
        data={options}
        filter={({ options: all }) => all}
        value={key}
        maxDropdownHeight={320}
        onSearchChange={(text) => {
          // What it writes itself once something is chosen is no search.
          if (!options.some(({ label }) => label === text)) setSearch(text);
        }}
        onChange={setPicked}
      />
      {rows.problem === null ? null : <ProblemNote problem={rows.problem} />}
      {misfits === null || misfits.length === 0 ? null : (
        <ProblemNote
          tone="warning"
          problem={{ cause: words('unfinished'), mend: misfits.slice(0, 4).map(describeFinding).join('. ') }}
        />
      )}
      {answer.problem === null ? null : <ProblemNote problem={answer.problem} />}
      <div aria-busy={answer.pending} className={css.request} data-pending={answer.pending || undefined}>
        {tried === null ? null : <TriedRow tried={tried} destinationName={destinationName} />}
      </div>
      {mayRun && tried?.row != null && key !== null ? (
        <div>
          <Button
            variant="default"
            leftSection={<IconSend size={16} stroke={1.5} aria-hidden="true" />}
            onClick={() => setAsking(true)}
          >
            {words('send')}
          </Button>
        </div>
      ) : null}
      {asking && key !== null ? (
        <SendRowDialog
          spec={spec}
          rowKey={key}
          destinationName={destinationName}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}

/** What a row is made from; the rest may be typed at without a question. */
function withoutWords({ name: _name, description: _description, ...spec }: Sync) {
  return spec;
}

function TriedRow({
  tried,
  destinationName,
}: {
  tried: NonNullable<Tried['tried']>;
  destinationName: string;
}) {
  const words = useTranslations('syncs.editor.request');
  if (tried.refused !== null) {
    return <ProblemNote tone="warning" problem={{ cause: tried.refused, effect: words('notSent') }} />;
  }
  if (tried.fault !== null) {
    return (
      <ProblemNote
        problem={{
          cause: tried.fault.message,
          effect: words('nothingSent'),
          mend: tried.fault.mend ?? undefined,
        }}
      />
    );
  }
  if (tried.told.length > 0) return tried.told.map((told) => <ToldRequest key={told.kind} told={told} />);
  if (tried.result !== null && tried.result.status !== 'accepted') {
    return <ProblemNote tone="warning" problem={{ cause: tried.result.reason, effect: words('notSent') }} />;
  }
  return (
    <>
      <Note>{words('noRequest', { name: destinationName })}</Note>
      <pre className={css.text}>{JSON.stringify(tried.row, null, 2)}</pre>
    </>
  );
}
