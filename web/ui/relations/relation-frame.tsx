'use client';

import { Textarea, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { Entity } from '../../../models/workspace/kinds/entity.ts';
import type { Source } from '../../../models/workspace/kinds/source.ts';
import type { RelationEditing } from '../../data/relation-editing.ts';
import { describeFinding } from '../editor/describe-finding.ts';
import { SaveBar } from '../editor/save-bar.tsx';
import { withField } from '../editor/with-field.ts';
import { GitBar } from '../git-bar.tsx';
import { ProblemNote } from '../notes.tsx';
import { Section } from '../page.tsx';
import css from './relation-editor.module.css';
import type { RelationEditor } from './use-relation-editor.ts';

interface RelationFrameProps<R extends Source | Entity> {
  editing: RelationEditing<R>;
  editor: RelationEditor<R>;
  children: ReactNode;
}

/** What the editors of sources and entities share: who manages it, its name, and the save. */
export function RelationFrame<R extends Source | Entity>({
  editing,
  editor,
  children,
}: RelationFrameProps<R>) {
  const words = useTranslations('sources.editor');
  const { state } = editing;
  const { spec, change, found, unchecked } = editor;
  return (
    <div className={css.editor}>
      <GitBar state={state} unlocked={editor.unlocked} onUnlock={editor.unlock} />
      {editing.why.length === 0 ? null : (
        <ul className={css.why}>
          {editing.why.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      <fieldset className={css.all} disabled={!editor.unlocked} aria-label={words('what')}>
        <Section title={words('what')}>
          <div className={css.fields}>
            <TextInput
              label={words('name')}
              value={spec.name ?? ''}
              onChange={(event) => {
                const { value } = event.currentTarget;
                change((now) => withField(now, 'name', value === '' ? undefined : value), 'name');
              }}
            />
            {state === null ? (
              <TextInput
                label={words('slug')}
                description={words('slugHint')}
                inputWrapperOrder={['label', 'input', 'description', 'error']}
                value={spec.slug}
                onChange={(event) => {
                  const { value } = event.currentTarget;
                  change((now) => ({ ...now, slug: value }), 'slug');
                }}
                required
                spellCheck={false}
              />
            ) : null}
            <Textarea
              className={css.wide}
              label={words('description')}
              value={spec.description ?? ''}
              onChange={(event) => {
                const { value } = event.currentTarget;
                change(
                  (now) => withField(now, 'description', value === '' ? undefined : value),
                  'description',
                );
              }}
              autosize
              minRows={1}
              maxRows={6}
            />
          </div>
        </Section>
        {children}
      </fieldset>
      {unchecked === null ? null : <ProblemNote problem={unchecked} />}
      {found.length === 0 ? null : (
        <div className={css.problems} role="alert">
          <strong>{words('found', { count: found.length })}</strong>
          <ul>
            {found.slice(0, 12).map((problem) => (
              <li key={`${problem.field} ${problem.message}`}>{describeFinding(problem)}</li>
            ))}
          </ul>
        </div>
      )}
      <SaveBar
        editor={{ ...editor, saving: editor.saving || editor.checking }}
        label={words('publish')}
        onSave={() => void editor.publish()}
        blocked={state !== null && !editor.dirty ? words('nothing') : null}
      />
    </div>
  );
}
