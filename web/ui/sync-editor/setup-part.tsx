'use client';

import { Autocomplete, Select, SimpleGrid, Stack } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { Sync } from '../../../models/workspace/kinds/sync.ts';
import type { SyncChoices } from '../../data/sync-editor.ts';
import { AboutFields } from '../editor/about-fields.tsx';
import { faultsBelow } from '../editor/fault-of.ts';
import { Note } from '../notes.tsx';
import { Section } from '../page.tsx';
import { SchemaForm } from '../schema-form/schema-form.tsx';
import { Panel } from '../values.tsx';
import { KeyField } from './key-field.tsx';
import type { PartProps } from './part-props.ts';
import css from './sync-editor.module.css';

const sourceKinds = ['segment', 'list', 'entity', 'table'] as const;
type SourceKind = (typeof sourceKinds)[number];

const kindOf = (from: Sync['from']): SourceKind | null =>
  sourceKinds.find((kind) => Object.hasOwn(from, kind)) ?? null;

const fromOf = (kind: SourceKind, name: string): Sync['from'] => {
  if (kind === 'segment') return { segment: name };
  if (kind === 'list') return { list: name };
  return kind === 'entity' ? { entity: name } : { table: name };
};

const nameIn = (from: Sync['from']): string => {
  const [name] = Object.values(from);
  return typeof name === 'string' ? name : '';
};

interface SetupPartProps extends PartProps {
  choices: SyncChoices;
  isNew: boolean;
  slugFault: string | null;
}

/** What a sync is called, where its rows come from, and where they go. */
export function SetupPart({ editor, choices, sides, isNew, slugFault }: SetupPartProps) {
  const words = useTranslations('syncs.editor.setup');
  const modes = useTranslations('syncs.modes');
  const { spec, change, problems } = editor;
  const fault = faultsBelow(problems, '');
  const kind = kindOf(spec.from);
  const named = { segment: choices.segments, list: choices.lists, entity: choices.entities };
  const destination = choices.destinations.find(({ slug }) => slug === spec.to.destination);
  const object = destination?.objects.find(({ slug }) => slug === spec.to.object);
  const { destination: _destination, object: _object, ...options } = spec.to;

  const aim = (to: Sync['to']) =>
    change((now) => {
      const next = choices.destinations
        .find(({ slug }) => slug === to.destination)
        ?.objects.find(({ slug }) => slug === to.object);
      const [first] = next?.modes ?? [];
      const mode = next === undefined || next.modes.includes(now.mode) ? now.mode : (first ?? now.mode);
      return { ...now, to, mode };
    });
  return (
    <Stack gap="xl">
      <Section title={words('about')}>
        <Panel>
          <AboutFields editor={editor} isNew={isNew} slugFault={slugFault} faultOf={fault} />
        </Panel>
      </Section>
      <Section title={words('source')}>
        <Panel>
          {kind === null ? (
            <Note>{words('otherSource')}</Note>
          ) : (
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <Select
                label={words('kind')}
                allowDeselect={false}
                data={sourceKinds.map((value) => ({ value, label: words(`kinds.${value}`) }))}
                value={kind}
                onChange={(next) => {
                  const to = sourceKinds.find((one) => one === next);
                  if (to !== undefined && to !== kind) change((now) => ({ ...now, from: fromOf(to, '') }));
                }}
              />
              {kind === 'table' ? (
                <Autocomplete
                  label={words('kinds.table')}
                  placeholder="schema.table"
                  data={choices.tables}
                  limit={50}
                  value={nameIn(spec.from)}
                  error={fault('from.table') ?? fault('from')}
                  onChange={(name) => change((now) => ({ ...now, from: { table: name } }), 'from')}
                />
              ) : (
                <Select
                  label={words(`kinds.${kind}`)}
                  searchable
                  allowDeselect={false}
                  nothingFoundMessage={words('noSuch')}
                  placeholder={words('choose')}
                  data={named[kind].map(({ slug, name }) => ({ value: slug, label: name }))}
                  value={nameIn(spec.from) === '' ? null : nameIn(spec.from)}
                  error={fault(`from.${kind}`) ?? fault('from')}
                  onChange={(name) => change((now) => ({ ...now, from: fromOf(kind, name ?? '') }))}
                />
              )}
            </SimpleGrid>
          )}
        </Panel>
      </Section>
      <Section title={words('target')}>
        <Panel>
          <Stack gap="md">
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <Select
                label={words('destination')}
                searchable
                allowDeselect={false}
                nothingFoundMessage={words('noSuch')}
                placeholder={words('choose')}
                data={choices.destinations.map(({ slug, name, type }) => ({
                  value: slug,
                  label: name === type ? name : `${name} (${type})`,
                }))}
                value={spec.to.destination === '' ? null : spec.to.destination}
                error={fault('to.destination')}
                onChange={(slug) => {
                  const objects = choices.destinations.find((one) => one.slug === slug)?.objects ?? [];
                  const only = objects.length === 1 ? objects[0]?.slug : undefined;
                  aim({ destination: slug ?? '', object: only ?? '' });
                }}
              />
              <Select
                label={words('object')}
                allowDeselect={false}
                placeholder={words('choose')}
                data={(destination?.objects ?? []).map(({ slug, name }) => ({ value: slug, label: name }))}
                value={object?.slug ?? null}
                error={fault('to.object')}
                onChange={(slug) => aim({ destination: spec.to.destination, object: slug ?? '' })}
              />
              <Select
                label={words('mode')}
                description={modes(`${spec.mode}.long`)}
                inputWrapperOrder={['label', 'input', 'description', 'error']}
                allowDeselect={false}
                data={(object?.modes ?? [spec.mode]).map((mode) => ({
                  value: mode,
                  label: modes(`${mode}.short`),
                }))}
                value={spec.mode}
                error={fault('mode')}
                onChange={(next) => {
                  const mode = object?.modes.find((one) => one === next);
                  if (mode !== undefined) change((now) => ({ ...now, mode }));
                }}
              />
              <KeyField editor={editor} sides={sides} label={words('key')} description={words('keyText')} />
            </SimpleGrid>
            {object === undefined ||
            object.form.kind !== 'group' ||
            object.form.fields.length === 0 ? null : (
              <div className={css.options}>
                <h3>{words('options', { object: object.name })}</h3>
                <SchemaForm
                  key={`${spec.to.destination}/${object.slug}`}
                  form={object.form}
                  value={options}
                  faultOf={faultsBelow(problems, 'to')}
                  onChange={(next) =>
                    change(
                      (now) => ({
                        ...now,
                        to: { destination: now.to.destination, object: now.to.object, ...next },
                      }),
                      'options',
                    )
                  }
                />
              </div>
            )}
          </Stack>
        </Panel>
      </Section>
    </Stack>
  );
}
