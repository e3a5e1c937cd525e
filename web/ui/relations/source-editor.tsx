'use client';

import { SegmentedControl } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { Source } from '../../../models/workspace/kinds/source.ts';
import type { RelationEditing } from '../../data/relation-editing.ts';
import { Section } from '../page.tsx';
import { pathsOf } from '../paths.ts';
import { ColumnRows } from './column-rows.tsx';
import { ColumnSelect, KeySelect } from './column-select.tsx';
import { IdentifierRows } from './identity-fields.tsx';
import css from './relation-editor.module.css';
import { RelationFrame } from './relation-frame.tsx';
import { useRelationEditor } from './use-relation-editor.ts';

/** Declares what the rows of a table say of people. */
export function SourceEditor({
  editing,
  workspace,
}: {
  editing: RelationEditing<Source>;
  workspace: string;
}) {
  const words = useTranslations('sources.editor');
  const editor = useRelationEditor<Source>('source', editing, pathsOf(workspace).source);
  const { spec, change } = editor;
  const { columns, hints, types } = editing;
  return (
    <RelationFrame editing={editing} editor={editor}>
      <Section title={words('rowsTitle')}>
        <div className={css.fields}>
          <div className={css.wide}>
            <SegmentedControl
              aria-label={words('shape')}
              data={[
                { value: 'rows', label: words('shapeRows') },
                { value: 'events', label: words('shapeEvents') },
              ]}
              value={spec.shape}
              onChange={(value) =>
                change((now) => ({ ...now, shape: value === 'events' ? 'events' : 'rows' }))
              }
            />
            <p className={css.hint}>{words(spec.shape === 'events' ? 'eventsHint' : 'rowsHint')}</p>
          </div>
          <KeySelect
            label={words('key')}
            hint={hints.key ?? words('keyHint')}
            columns={columns}
            value={[spec.key].flat()}
            onChange={(key) => change((now) => ({ ...now, key: key.length === 1 ? (key[0] ?? key) : key }))}
          />
          <ColumnSelect
            label={words('time')}
            hint={hints.time ?? words('timeHint')}
            columns={columns.filter(
              ({ kind, name }) => ['timestamp', 'date'].includes(kind) || name === spec.time,
            )}
            value={spec.time}
            onChange={(time) =>
              change(({ time: _, ...now }) => (time === undefined ? now : { ...now, time }))
            }
            required={spec.shape === 'events'}
          />
          {spec.shape === 'events' || spec.event !== undefined ? (
            <ColumnSelect
              label={words('event')}
              hint={hints.event ?? words('eventHint')}
              columns={columns}
              value={spec.event}
              onChange={(event) =>
                change(({ event: _, ...now }) => (event === undefined ? now : { ...now, event }))
              }
              required={spec.shape === 'events'}
            />
          ) : null}
        </div>
      </Section>
      <Section title={words('identifiers')} aside={words('identifiersHint')}>
        <IdentifierRows
          identifiers={spec.identifiers}
          onChange={(to) => change((now) => ({ ...now, identifiers: to(now.identifiers) }))}
          columns={columns}
          types={types}
          hints={hints}
        />
      </Section>
      <Section title={words('columns')} aside={words('columnsHint')}>
        <ColumnRows
          columns={columns}
          declared={spec.columns}
          identifying={new Set(spec.identifiers.map(({ column }) => column))}
          onChange={(to, of) => change((now) => ({ ...now, columns: to(now.columns) }), of)}
        />
      </Section>
    </RelationFrame>
  );
}
