'use client';

import { Tabs } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import type { Sync } from '../../../models/workspace/kinds/sync.ts';
import type { DraftState } from '../../data/resource-state.ts';
import type { SyncChoices } from '../../data/sync-editor.ts';
import { SaveBar } from '../editor/save-bar.tsx';
import { isSlug } from '../editor/slug-of-name.ts';
import { useResourceEditor } from '../editor/use-resource-editor.ts';
import { GitBar } from '../git-bar.tsx';
import { pathsOf } from '../paths.ts';
import { MappingPart } from './mapping-part.tsx';
import { SchedulePart } from './schedule-part.tsx';
import { SetupPart } from './setup-part.tsx';
import css from './sync-editor.module.css';
import { useSides } from './use-sides.ts';
import { YamlPart } from './yaml-part.tsx';

const parts = ['setup', 'mapping', 'schedule', 'yaml'] as const;

/** Names of pages beside those of syncs. */
const reserved = ['new', 'row', 'rejects'];

interface SyncEditorProps {
  workspace: string;
  choices: SyncChoices;
  /** What is in force, or what a new one begins from. */
  inForce: Sync;
  /** 0 for a new one. */
  version: number;
  managedBy: 'git' | 'cli' | 'app';
  file: string;
  commit: string | null;
  draft: DraftState | null;
  mayRun: boolean;
  seesRows: boolean;
}

/** Everything of one sync that can be changed, in four parts that share one draft. */
export function SyncEditor(props: SyncEditorProps) {
  const { workspace, choices, inForce, version, managedBy, file, commit, draft } = props;
  const words = useTranslations('syncs.editor');
  const router = useRouter();
  const isNew = version === 0;
  const [part, setPart] = useQueryState(
    'part',
    parseAsStringLiteral(parts).withDefault(isNew ? 'setup' : 'mapping'),
  );
  const editor = useResourceEditor<Sync>({
    ...{ kind: 'sync', slug: isNew ? 'new' : inForce.slug, inForce, version, managedBy, draft },
    onSaved: (slug) => router.push(pathsOf(workspace).sync(slug, 'mapping')),
  });
  const sides = useSides(editor.spec);
  const { spec } = editor;
  const destinationName =
    choices.destinations.find(({ slug }) => slug === spec.to.destination)?.name ?? spec.to.destination;
  const blocked = !isNew
    ? null
    : !isSlug(spec.slug)
      ? words('setup.slugFault')
      : reserved.includes(spec.slug) || choices.syncs.some(({ slug }) => slug === spec.slug)
        ? words('setup.taken', { slug: spec.slug })
        : null;
  return (
    <div className={css.editor}>
      <GitBar {...{ managedBy, file, commit }} unlocked={editor.unlocked} onUnlock={editor.unlock} />
      <Tabs
        value={part}
        onChange={(next) => void setPart(parts.find((one) => one === next) ?? null)}
        keepMounted={false}
      >
        <Tabs.List aria-label={words('parts.label')}>
          {parts.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {words(`parts.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {parts.map((one) => (
          <Tabs.Panel key={one} value={one} pt="lg">
            <fieldset className={css.fields} disabled={!editor.unlocked && one !== 'mapping'}>
              {one === 'setup' ? (
                <SetupPart editor={editor} sides={sides} choices={choices} isNew={isNew} />
              ) : one === 'mapping' ? (
                <MappingPart
                  editor={editor}
                  sides={sides}
                  zone={choices.zone}
                  destinationName={destinationName}
                  mayRun={props.mayRun}
                  seesRows={props.seesRows}
                />
              ) : one === 'schedule' ? (
                <SchedulePart editor={editor} choices={choices} />
              ) : (
                <YamlPart editor={editor} />
              )}
            </fieldset>
          </Tabs.Panel>
        ))}
      </Tabs>
      <SaveBar
        editor={editor}
        label={words('save')}
        blocked={blocked}
        onSave={() => void editor.save(isNew ? spec.slug : inForce.slug)}
      />
    </div>
  );
}
