'use client';

import { Tabs } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import type { Sync } from '../../../models/workspace/kinds/sync.ts';
import type { DraftState, EditedState } from '../../data/resource-state.ts';
import type { SyncChoices } from '../../data/sync-editor.ts';
import { SaveBar } from '../editor/save-bar.tsx';
import { useResourceEditor } from '../editor/use-resource-editor.ts';
import { useSlugFault } from '../editor/use-slug-fault.ts';
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
  /** Null of a new one. */
  state: EditedState | null;
  draft: DraftState | null;
  mayRun: boolean;
  seesRows: boolean;
}

/** Everything of one sync that can be changed, in four parts that share one draft. */
export function SyncEditor(props: SyncEditorProps) {
  const { workspace, choices, inForce, state, draft } = props;
  const words = useTranslations('syncs.editor');
  const router = useRouter();
  const isNew = state === null;
  const [part, setPart] = useQueryState(
    'part',
    parseAsStringLiteral(parts).withDefault(isNew ? 'setup' : 'mapping'),
  );
  const faultOfSlug = useSlugFault(isNew ? [...reserved, ...choices.syncs.map(({ slug }) => slug)] : []);
  const editor = useResourceEditor<Sync>({
    ...{ kind: 'sync', slug: isNew ? 'new' : inForce.slug, inForce, state, draft },
    onSaved: (slug) => router.push(pathsOf(workspace).sync(slug, 'mapping')),
  });
  const sides = useSides(editor.spec);
  const { spec } = editor;
  const destinationName =
    choices.destinations.find(({ slug }) => slug === spec.to.destination)?.name ?? spec.to.destination;
  const slugFault = faultOfSlug(spec.slug);
  return (
    <div className={css.editor}>
      <GitBar state={state} unlocked={editor.unlocked} onUnlock={editor.unlock} />
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
                <SetupPart {...{ editor, sides, choices, isNew, slugFault }} />
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
        blocked={slugFault}
        onSave={() => void editor.save(spec.slug)}
      />
    </div>
  );
}
