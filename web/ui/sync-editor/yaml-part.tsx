'use client';

import { Button, Textarea } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Sync } from '../../../models/workspace/kinds/sync.ts';
import type { ReadYaml } from '../../data/sync-editor.ts';
import { describeFinding } from '../editor/describe-finding.ts';
import { isSlug } from '../editor/slug-of-name.ts';
import type { ResourceEditor } from '../editor/use-resource-editor.ts';
import { ProblemNote } from '../notes.tsx';
import { askPage, useAnswer } from '../use-answer.ts';
import css from './sync-editor.module.css';
import { editorAddress } from './use-sides.ts';

/** The whole sync as its file: what the other parts have no control for is changed here, and nothing is lost. */
export function YamlPart({ editor }: { editor: ResourceEditor<Sync> }) {
  const words = useTranslations('syncs.editor.yaml');
  const { spec, change } = editor;
  const written = useAnswer<{ yaml: string }>(editorAddress, { ask: 'yaml', spec }, 0);
  const [typed, setTyped] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [pending, setPending] = useState(false);
  // A sync that is not whole has no file yet; as JSON, which is YAML too, it can be finished.
  const text =
    typed ?? (written.data?.yaml === '' ? JSON.stringify(spec, null, 2) : (written.data?.yaml ?? ''));
  const take = async () => {
    setPending(true);
    const slug = isSlug(spec.slug) ? spec.slug : 'new';
    const answer = await askPage<ReadYaml<Sync>>(editorAddress, { ask: 'sync', text, slug });
    setPending(false);
    if (answer.data === null) return setFault(answer.problem.cause);
    const { value, problems } = answer.data;
    if (value === null) return setFault(problems.map(describeFinding).join('. '));
    change(() => ({ ...value, slug: spec.slug }));
    setTyped(null);
    setFault(null);
  };
  return (
    <div className={css.yamlPart}>
      <p className={css.heard}>{words('text')}</p>
      {written.problem === null ? null : <ProblemNote problem={written.problem} />}
      <Textarea
        aria-label={words('label')}
        className={css.yaml}
        autosize
        minRows={12}
        maxRows={40}
        spellCheck={false}
        value={text}
        error={fault}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setFault(null);
        }}
      />
      {typed === null ? null : (
        <div className={css.line}>
          <Button variant="default" loading={pending} onClick={take}>
            {words('take')}
          </Button>
          <Button
            variant="subtle"
            color="gray"
            onClick={() => {
              setTyped(null);
              setFault(null);
            }}
          >
            {words('back')}
          </Button>
        </div>
      )}
    </div>
  );
}
