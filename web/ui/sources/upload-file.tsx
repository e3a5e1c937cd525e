'use client';

import { Button, Checkbox, FileInput, Group, Progress, Stack, TextInput } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { z } from 'zod';
import { slugOf } from '../../../models/proposals/words.ts';
import { loadUploaded } from '../../data/actions/load-upload.ts';
import { useFormats } from '../../i18n/use-formats.ts';
import { Dialog } from '../dialog.tsx';
import { ProblemNote } from '../notes.tsx';
import { pathsOf } from '../paths.ts';
import type { Problem } from '../problem.ts';

const partBytes = 4 * 1024 * 1024;
const accepted = '.csv,.tsv,.tab,.txt,.jsonl,.ndjson,.json,.parquet,.pq,.gz';

const answered = z.union([
  z.object({ id: z.string(), bytes: z.number() }),
  z.object({
    problem: z.object({
      cause: z.string(),
      effect: z.string().optional(),
      mend: z.string().optional(),
      reference: z.string().optional(),
    }),
  }),
]);

type Stage = { name: 'idle' } | { name: 'sending'; share: number } | { name: 'loading' };

/** `Kunden 2026.csv.gz` as `raw.kunden_2026`. */
const tableOf = (file: string): string => `raw.${slugOf(file.replace(/\.gz$/i, '').replace(/\.[^.]+$/, ''))}`;

/** Loads a file of this computer into a table of the embedded warehouse. */
export function UploadFile({ workspace }: { workspace: string }) {
  const format = useFormats();
  const words = useTranslations('sources.upload');
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [file, setFile] = useState<File | null>(null);
  const [table, setTable] = useState('');
  const [taken, setTaken] = useState(false);
  const [replace, setReplace] = useState(false);
  const [stage, setStage] = useState<Stage>({ name: 'idle' });
  const [problem, setProblem] = useState<Problem | null>(null);
  const abort = useRef<AbortController | null>(null);
  // Of a file that was sent whole: a table that is taken is asked about without sending it again.
  const sent = useRef<{ file: File; id: string } | null>(null);
  const busy = stage.name !== 'idle';

  const choose = (chosen: File | null) => {
    setFile(chosen);
    setProblem(null);
    setTaken(false);
    if (chosen !== null) setTable(tableOf(chosen.name));
  };

  const send = async (whole: File): Promise<string | null> => {
    if (sent.current?.file === whole) return sent.current.id;
    abort.current = new AbortController();
    let id: string | null = null;
    for (let at = 0; at < whole.size || id === null; at += partBytes) {
      setStage({ name: 'sending', share: whole.size === 0 ? 0 : at / whole.size });
      const query = new URLSearchParams({ offset: String(at), ...(id === null ? {} : { id }) });
      const response = await fetch(`${pathsOf(workspace).upload}?${query}`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body: whole.slice(at, at + partBytes),
        signal: abort.current.signal,
      });
      const answer = answered.parse(await response.json());
      if ('problem' in answer) {
        setProblem(answer.problem);
        return null;
      }
      id = answer.id;
    }
    sent.current = { file: whole, id };
    return id;
  };

  const submit = async () => {
    if (file === null) return;
    setProblem(null);
    try {
      const id = await send(file);
      if (id === null) return;
      setStage({ name: 'loading' });
      const result = await loadUploaded({ id, name: file.name, table: table.trim(), replace });
      if (result.state === 'taken') return setTaken(true);
      sent.current = null;
      if (result.state === 'failed') return setProblem(result.problem);
      setOpen(false);
      router.push(pathsOf(workspace).catalogueTable(table.trim()));
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'AbortError')) {
        setProblem({ cause: words('unreachable'), mend: words('again') });
      }
    } finally {
      setStage({ name: 'idle' });
    }
  };

  const close = () => {
    abort.current?.abort();
    if (stage.name !== 'loading') setOpen(false);
  };

  return (
    <>
      <Button
        leftSection={<IconUpload size={16} stroke={1.5} aria-hidden="true" />}
        onClick={() => setOpen(true)}
      >
        {words('open')}
      </Button>
      <Dialog opened={open} onClose={close} title={words('title')}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <Stack gap="md">
            <FileInput
              label={words('file')}
              description={words('formats')}
              placeholder={words('choose')}
              accept={accepted}
              value={file}
              onChange={choose}
              disabled={busy}
              required
              clearable={false}
            />
            <TextInput
              label={words('table')}
              description={words('tableHint')}
              value={table}
              onChange={(event) => {
                setTable(event.currentTarget.value);
                setTaken(false);
              }}
              disabled={busy}
              required
              spellCheck={false}
              autoComplete="off"
              error={taken && !replace ? words('taken') : undefined}
            />
            {taken ? (
              <Checkbox
                label={words('replace')}
                checked={replace}
                onChange={(event) => setReplace(event.currentTarget.checked)}
              />
            ) : null}
            {stage.name === 'idle' ? null : (
              <div role="status">
                <Progress
                  value={stage.name === 'sending' ? stage.share * 100 : 100}
                  animated={stage.name === 'loading'}
                  aria-label={words('progress')}
                />
                {stage.name === 'sending'
                  ? words('sending', {
                      done: format.size(stage.share * (file?.size ?? 0)),
                      whole: format.size(file?.size ?? 0),
                    })
                  : words('loading')}
              </div>
            )}
            {problem === null ? null : <ProblemNote problem={problem} />}
            <Group justify="flex-end">
              <Button variant="default" onClick={close} disabled={stage.name === 'loading'}>
                {words('cancel')}
              </Button>
              <Button type="submit" loading={busy} disabled={file === null || table.trim() === ''}>
                {words('load')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Dialog>
    </>
  );
}
