'use client';

import { Button, Stack, Textarea, TextInput } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Destination } from '../../../models/workspace/kinds/destination.ts';
import { type DraftTest, testDestinationDraft } from '../../data/actions/test-destination.ts';
import type { DestinationType } from '../../data/destinations.ts';
import type { DraftState } from '../../data/resource-state.ts';
import { describeFinding } from '../editor/describe-finding.ts';
import { faultsBelow } from '../editor/fault-of.ts';
import { SaveBar } from '../editor/save-bar.tsx';
import { isSlug, slugOfName } from '../editor/slug-of-name.ts';
import { useResourceEditor } from '../editor/use-resource-editor.ts';
import { GitBar } from '../git-bar.tsx';
import { ProblemNote } from '../notes.tsx';
import { SchemaForm } from '../schema-form/schema-form.tsx';
import { Status } from '../status.tsx';
import { Panel } from '../values.tsx';
import css from './destination-editor.module.css';

interface DestinationEditorProps {
  type: DestinationType;
  /** What is in force, or what a new one begins from. */
  inForce: Destination;
  /** 0 for a new one. */
  version: number;
  managedBy: 'git' | 'cli' | 'app';
  file: string;
  commit: string | null;
  draft: DraftState | null;
  /** Slugs that are taken. */
  taken: readonly string[];
  /** Where the list of destinations is. */
  list: string;
}

/** The form of one destination: what it is called, and the settings that its kind asks for. */
export function DestinationEditor(props: DestinationEditorProps) {
  const { type, inForce, version, managedBy, file, commit, draft, taken, list } = props;
  const words = useTranslations('destinations.editor');
  const router = useRouter();
  const isNew = version === 0;
  const editor = useResourceEditor<Destination>({
    ...{ kind: 'destination', slug: isNew ? 'new' : inForce.slug, inForce, version, managedBy, draft },
    onSaved: (slug) => router.push(`${list}#${slug}`),
  });
  const { spec, change, problems } = editor;
  const [test, setTest] = useState<DraftTest | 'pending' | null>(null);
  const shown = problems.length > 0 ? problems : test !== null && test !== 'pending' ? test.problems : [];
  const suggested = slugOfName(spec.name ?? '');
  const blocked = !isNew
    ? null
    : !isSlug(spec.slug)
      ? words('needsSlug')
      : taken.includes(spec.slug)
        ? words('taken', { slug: spec.slug })
        : null;

  const tryIt = async () => {
    setTest('pending');
    const named = isSlug(spec.slug) ? spec : { ...spec, slug: 'new' };
    setTest(
      await testDestinationDraft(named).catch(() => ({
        problems: [],
        problem: { cause: words('unreachable') },
      })),
    );
  };
  const rename = (name: string) =>
    change((now) => {
      const { name: before = '', ...others } = now;
      const follows = isNew && (now.slug === '' || now.slug === slugOfName(before));
      const slug = follows ? slugOfName(name) : now.slug;
      return name === '' ? { ...others, slug } : { ...others, name, slug };
    }, 'name');
  return (
    <div className={css.editor}>
      <GitBar {...{ managedBy, file, commit }} unlocked={editor.unlocked} onUnlock={editor.unlock} />
      <fieldset className={css.fields} disabled={!editor.unlocked}>
        <Stack gap="md">
          <TextInput
            label={words('name')}
            value={spec.name ?? ''}
            error={faultsBelow(shown, '')('name')}
            onChange={(event) => rename(event.currentTarget.value)}
          />
          {isNew ? (
            <TextInput
              label={words('slug')}
              description={words('slugText')}
              value={spec.slug}
              maxLength={200}
              spellCheck={false}
              error={spec.slug !== '' && !isSlug(spec.slug) ? words('needsSlug') : null}
              placeholder={suggested}
              onChange={(event) => {
                const slug = event.currentTarget.value.trim();
                change((now) => ({ ...now, slug }), 'slug');
              }}
            />
          ) : null}
          <Textarea
            label={words('description')}
            autosize
            minRows={1}
            maxRows={6}
            value={spec.description ?? ''}
            onChange={(event) => {
              const description = event.currentTarget.value;
              change((now) => {
                const { description: _before, ...others } = now;
                return description === '' ? others : { ...others, description };
              }, 'description');
            }}
          />
        </Stack>
        <h2 className={css.title}>{words('settings', { type: type.name })}</h2>
        <Panel>
          <SchemaForm
            form={type.form}
            value={spec.config}
            onChange={(config) => change((now) => ({ ...now, config }), 'config')}
            faultOf={faultsBelow(shown, 'config')}
          />
        </Panel>
        {test === null || test === 'pending' ? null : test.problem !== null ? (
          <ProblemNote problem={test.problem} />
        ) : test.problems.length > 0 ? (
          <ProblemNote
            problem={{ cause: test.problems.map(describeFinding).join(' '), effect: words('notTested') }}
          />
        ) : (
          <p role="status" className={css.tested}>
            <Status tone="good">{words('connected')}</Status>
          </p>
        )}
      </fieldset>
      <SaveBar
        editor={editor}
        label={words('save')}
        blocked={blocked}
        onSave={() => void editor.save(spec.slug)}
      >
        <Button
          variant="default"
          loading={test === 'pending'}
          leftSection={<IconPlugConnected size={16} stroke={1.5} aria-hidden="true" />}
          onClick={tryIt}
        >
          {words('test')}
        </Button>
      </SaveBar>
    </div>
  );
}
