'use client';

import { Radio, Select, Stack } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { Entity } from '../../../models/workspace/kinds/entity.ts';
import type { RelationEditing } from '../../data/relation-editing.ts';
import { Section } from '../page.tsx';
import { pathsOf } from '../paths.ts';
import { ColumnRows } from './column-rows.tsx';
import { ColumnSelect, KeySelect } from './column-select.tsx';
import { IdentifierFields } from './identity-fields.tsx';
import { JoinRows } from './join-rows.tsx';
import css from './relation-editor.module.css';
import { RelationFrame } from './relation-frame.tsx';
import { useRelationEditor } from './use-relation-editor.ts';

type Way = 'column' | 'join' | 'none';

const wayOf = ({ person }: Entity): Way =>
  person === undefined ? 'none' : 'type' in person ? 'column' : 'join';

/** Declares a thing that belongs to a person, such as an order. */
export function EntityEditor({
  editing,
  workspace,
}: {
  editing: RelationEditing<Entity>;
  workspace: string;
}) {
  const words = useTranslations('sources.editor');
  const editor = useRelationEditor<Entity>('entity', editing, pathsOf(workspace).entity);
  const { spec, change } = editor;
  const { columns, hints, types, entities } = editing;
  const toOne = Object.keys(spec.joins).filter((name) => spec.joins[name]?.many === false);
  const carried = spec.person && 'type' in spec.person ? spec.person : null;
  const put = (person: Entity['person']) =>
    change(({ person: _, ...now }) => (person === undefined ? now : { ...now, person }));
  const choose = (way: string) => {
    if (way === 'column') return put({ type: types[0]?.type ?? '', column: '' });
    return put(way === 'join' ? { through: toOne[0] ?? '' } : undefined);
  };
  return (
    <RelationFrame editing={editing} editor={editor}>
      <Section title={words('rowsTitle')}>
        <div className={css.fields}>
          <KeySelect
            label={words('key')}
            hint={hints.key ?? words('keyHint')}
            columns={columns}
            value={[spec.key].flat()}
            onChange={(key) => change((now) => ({ ...now, key: key.length === 1 ? (key[0] ?? key) : key }))}
          />
          <ColumnSelect
            label={words('time')}
            hint={hints.time ?? words('happenedHint')}
            columns={columns.filter(
              ({ kind, name }) => ['timestamp', 'date'].includes(kind) || name === spec.time,
            )}
            value={spec.time}
            onChange={(time) =>
              change(({ time: _, ...now }) => (time === undefined ? now : { ...now, time }))
            }
          />
        </div>
      </Section>
      <Section title={words('person')}>
        <Radio.Group aria-label={words('person')} value={wayOf(spec)} onChange={choose}>
          <Stack gap="xs">
            <Radio value="column" label={words('personColumn')} disabled={types.length === 0} />
            <Radio value="join" label={words('personJoin')} disabled={toOne.length === 0} />
            <Radio value="none" label={words('personNone')} />
          </Stack>
        </Radio.Group>
        {carried === null ? null : (
          <div className={css.row}>
            <IdentifierFields identifier={carried} onChange={put} columns={columns} types={types} />
            {hints.person ? <span className={`${css.hint} ${css.wide}`}>{hints.person}</span> : null}
          </div>
        )}
        {spec.person && 'through' in spec.person ? (
          <Select
            label={words('through')}
            data={[...new Set([...toOne, spec.person.through])].filter(Boolean)}
            value={spec.person.through}
            onChange={(through) => put({ through: through ?? '' })}
            allowDeselect={false}
            maw={320}
          />
        ) : null}
      </Section>
      <Section title={words('joins')} aside={words('joinsHint')}>
        <JoinRows
          joins={spec.joins}
          onChange={(to) => change((now) => ({ ...now, joins: to(now.joins) }), 'joins')}
          columns={columns}
          entities={entities}
          ownKey={[spec.key].flat()}
          hints={hints}
        />
      </Section>
      <Section title={words('columns')} aside={words('columnsHint')}>
        <ColumnRows
          columns={columns}
          declared={spec.columns}
          identifying={new Set(carried === null ? [] : [carried.column])}
          onChange={(to, of) => change((now) => ({ ...now, columns: to(now.columns) }), of)}
        />
      </Section>
    </RelationFrame>
  );
}
