'use client';

import { Checkbox, Select, SimpleGrid, Stack } from '@mantine/core';
import { useLocale, useTranslations } from 'next-intl';
import type { Sync } from '../../../models/workspace/kinds/sync.ts';
import type { SyncChoices } from '../../data/sync-editor.ts';
import { whenWords } from '../../words/sync-words.ts';
import { faultsBelow } from '../editor/fault-of.ts';
import type { ResourceEditor } from '../editor/use-resource-editor.ts';
import { withField } from '../editor/with-field.ts';
import { Section } from '../page.tsx';
import { Panel } from '../values.tsx';
import { BlackoutFields } from './blackout-fields.tsx';
import { DurationField } from './duration-field.tsx';
import { AlertFields, BreakerFields } from './limits-fields.tsx';
import { NextRuns } from './next-runs.tsx';
import css from './sync-editor.module.css';
import { WhenFields } from './when-fields.tsx';

const policies = ['send', 'skip', 'clear'] as const;
const firstRuns = ['send', 'record'] as const;

/** When a sync runs, when it must not, what stops it, and who is told. */
export function SchedulePart({ editor, choices }: { editor: ResourceEditor<Sync>; choices: SyncChoices }) {
  const words = useTranslations('syncs.editor.schedule');
  const language = useLocale();
  const { spec, change, problems } = editor;
  const fault = faultsBelow(problems, '');
  return (
    <Stack gap="xl">
      <Section title={words('when')}>
        <Panel>
          <Stack gap="md">
            <p className={css.sentence}>
              {spec.paused ? words('paused') : `${whenWords(spec.when, language)}.`}
            </p>
            <WhenFields
              slug={spec.slug}
              when={spec.when}
              choices={choices}
              fault={fault}
              onChange={(when, of) => change((now) => ({ ...now, when }), of)}
            />
            <NextRuns when={spec.when} zone={choices.zone} />
            <Checkbox
              label={words('pause')}
              description={words('pauseText')}
              checked={spec.paused}
              onChange={(event) => {
                const paused = event.currentTarget.checked;
                change((now) => ({ ...now, paused }));
              }}
            />
          </Stack>
        </Panel>
      </Section>
      <Section title={words('blackout')} aside={words('blackoutText')}>
        <Panel>
          <BlackoutFields
            blackouts={spec.blackout}
            zone={choices.zone}
            fault={fault}
            onChange={(blackout) => change((now) => ({ ...now, blackout }))}
          />
        </Panel>
      </Section>
      <Section title={words('stops')} aside={words('stopsText')}>
        <Panel>
          <Stack gap="md">
            <BreakerFields
              stopIf={spec.stop_if}
              fault={fault}
              onChange={(stopIf) => change((now) => withField(now, 'stop_if', stopIf), 'stop_if')}
            />
            <Checkbox
              label={words('everyRun')}
              checked={spec.approval.every_run}
              onChange={(event) => {
                const every_run = event.currentTarget.checked;
                change((now) => ({ ...now, approval: { ...now.approval, every_run } }));
              }}
            />
            <DurationField
              label={words('within')}
              value={spec.approval.within}
              error={fault('approval.within')}
              onChange={(within) =>
                change((now) => ({ ...now, approval: { ...now.approval, within } }), 'within')
              }
            />
          </Stack>
        </Panel>
      </Section>
      <Section title={words('rows')}>
        <Panel>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <Select
              label={words('nulls')}
              description={words(`nullsText.${spec.nulls}`)}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              allowDeselect={false}
              data={policies.map((value) => ({ value, label: words(`policies.${value}`) }))}
              value={spec.nulls}
              onChange={(next) => {
                const nulls = policies.find((one) => one === next);
                if (nulls !== undefined) change((now) => ({ ...now, nulls }));
              }}
            />
            <Select
              label={words('firstRun')}
              description={words(`firstRunText.${spec.first_run}`)}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              allowDeselect={false}
              data={firstRuns.map((value) => ({ value, label: words(`firstRuns.${value}`) }))}
              value={spec.first_run}
              onChange={(next) => {
                const first_run = firstRuns.find((one) => one === next);
                if (first_run !== undefined) change((now) => ({ ...now, first_run }));
              }}
            />
          </SimpleGrid>
        </Panel>
      </Section>
      <Section title={words('alert')} aside={words('alertText')}>
        <Panel>
          <AlertFields
            alert={spec.alert}
            fault={fault}
            onChange={(alert) => change((now) => withField(now, 'alert', alert), 'alert')}
          />
        </Panel>
      </Section>
    </Stack>
  );
}
