'use client';

import { ActionIcon, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight, IconDots, IconGripVertical, IconPlus } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { type DragEvent, memo } from 'react';
import { useFormats } from '../../i18n/use-formats.ts';
import { type Act, ActsMenu } from '../acts-menu.tsx';
import { kindOf, titleOf, useBuilder } from './builder-context.ts';
import { OperatorCell, ValueCell } from './condition-fields.tsx';
import { about, isEditable, subjectOf } from './conditions.ts';
import { Choice } from './simple-fields.tsx';
import { SubjectPicker } from './subject-picker.tsx';
import css from './tree.module.css';
import { childrenOf, type How, type TreeRow as Row } from './tree.ts';

export interface RowState {
  /** Why it is not counted; null for one that is. */
  unfinished: string | null;
  /** People left after it; null where that is not known. */
  left: number | null;
  alone: number | null;
  /** Left before anything narrows: what the bar is a part of. */
  everyone: number;
  /** The date that its window means. */
  since: string | null;
  /** Of the person who is asked about. */
  verdict: { holds: boolean; leaf: boolean; seen: string | null; hidden: boolean } | null;
  stale: boolean;
}

interface TreeRowProps {
  row: Row;
  state: RowState;
  /** Whether Tab leads to it. */
  current: boolean;
  drop: 'before' | 'after' | null;
  /** Of the segment itself, which it is never made of. */
  slug: string;
}

const hows: readonly How[] = ['all', 'any', 'none'];

function Threads({ around }: { around: readonly How[] }) {
  return (
    <span className={css.threads} aria-hidden="true">
      {around.map((how, depth) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a thread is told by its depth
        <span key={depth} data-how={how} />
      ))}
    </span>
  );
}

function Left({ state }: { state: RowState }) {
  const format = useFormats();
  const words = useTranslations('segments.row');
  const { left, everyone, unfinished, stale, alone } = state;
  if (left === null)
    return (
      <span className={css.left} title={unfinished === null ? words('notKnown') : words('notCounted')}>
        –
      </span>
    );
  const share = everyone === 0 ? 0 : left / everyone;
  return (
    <span
      className={css.left}
      data-stale={stale || undefined}
      title={words('leftTitle', { left: format.exact(left), alone: format.exact(alone ?? left) })}
    >
      {format.count(left)}
      <span className={css.bar} aria-hidden="true">
        <span style={{ width: `${Math.max(left > 0 ? 2 : 0, share * 100)}%` }} />
      </span>
    </span>
  );
}

function RowMenu({ row, name }: { row: Row; name: string }) {
  const { actions } = useBuilder();
  const words = useTranslations('segments.menu');
  const { id, how, place } = row;
  const act = (
    key: Parameters<typeof words>[0],
    onSelect: () => void,
    hint: string,
    disabled = false,
  ): Act => ({
    ...{ label: words(key), hint: <kbd className={css.key}>{hint}</kbd> },
    ...{ onSelect, disabled },
  });
  const isRoot = place.length === 0;
  return (
    <ActsMenu
      button={
        <ActionIcon size="sm" aria-label={words('label', { name })}>
          <IconDots size={16} stroke={1.5} />
        </ActionIcon>
      }
      acts={[
        ...(how === null
          ? []
          : [
              act('addCondition', () => actions.addCondition(id), 'A'),
              act('addGroup', () => actions.addGroup(id), 'G'),
            ]),
        ...(isRoot
          ? []
          : [
              act('up', () => actions.shift(id, -1), 'Alt ↑', row.index === 0),
              act('down', () => actions.shift(id, 1), 'Alt ↓', row.index === row.siblings - 1),
              act('nest', () => actions.nest(id), 'Alt →'),
              act('lift', () => actions.lift(id), 'Alt ←', place.length < 2),
            ]),
        act('negate', () => actions.negate(id), 'N'),
        ...(isRoot
          ? []
          : [
              act('duplicate', () => actions.duplicate(id), 'D'),
              null,
              { ...act('remove', () => actions.remove(id), 'Del'), dangerous: true },
            ]),
      ]}
    />
  );
}

function GroupCells({ row }: { row: Row }) {
  const { actions, editable } = useBuilder();
  const words = useTranslations('segments');
  const { id, how, open, node } = row;
  if (how === null) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a grid of blocks has no table's cells
    <div role="gridcell" tabIndex={-1} className={css.groupCell} data-how={how}>
      <UnstyledButton
        className={css.fold}
        aria-label={words(open ? 'row.close' : 'row.open')}
        onClick={() => actions.toggle(id)}
      >
        {open ? <IconChevronDown size={16} stroke={1.5} /> : <IconChevronRight size={16} stroke={1.5} />}
      </UnstyledButton>
      <Choice
        label={words('row.how')}
        value={how}
        options={hows.map((one) => ({ value: one, label: words(`how.${one}`) }))}
        onChange={(to) => actions.setHow(id, to)}
      />
      {open ? null : (
        <span className={css.muted}>{words('row.hidden', { count: childrenOf(node).length })}</span>
      )}
      {editable ? (
        <>
          <UnstyledButton className={css.add} onClick={() => actions.addCondition(id)}>
            <IconPlus size={14} stroke={1.75} aria-hidden="true" />
            {words('row.condition')}
          </UnstyledButton>
          <UnstyledButton className={css.add} onClick={() => actions.addGroup(id)}>
            <IconPlus size={14} stroke={1.75} aria-hidden="true" />
            {words('row.group')}
          </UnstyledButton>
        </>
      ) : null}
    </div>
  );
}

function ConditionCells({ row, slug }: { row: Row; slug: string }) {
  const { catalogue, actions, memory } = useBuilder();
  const words = useTranslations('segments.row');
  const { id, node } = row;
  const subject = subjectOf(node);
  if (!isEditable(node)) {
    return (
      // biome-ignore lint/a11y/useSemanticElements: a grid of blocks has no table's cells
      <div role="gridcell" tabIndex={-1} className={css.yaml}>
        <span className={css.muted}>{words('asWritten')}</span>
        <code>{JSON.stringify(node)}</code>
      </div>
    );
  }
  const title =
    subject === null
      ? words('choose')
      : subject.family === 'near'
        ? words('place')
        : titleOf(catalogue, subject);
  const fields = {
    node,
    title,
    change: (to: Parameters<typeof actions.change>[1], of?: string) =>
      actions.change(id, to, of && `${id} ${of}`),
  };
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a grid of blocks has no table's cells */}
      <div role="gridcell" tabIndex={-1} className={css.subject}>
        <SubjectPicker
          subject={subject}
          title={title}
          label={words('subject')}
          except={slug}
          onChoose={(chosen) =>
            actions.change(id, (now) => about(now, id, chosen, kindOf(catalogue, chosen), memory))
          }
        />
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a grid of blocks has no table's cells */}
      <div role="gridcell" tabIndex={-1} className={css.operator}>
        {subject === null ? null : <OperatorCell {...fields} subject={subject} />}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a grid of blocks has no table's cells */}
      <div role="gridcell" tabIndex={-1} className={css.value}>
        {subject === null ? null : <ValueCell {...fields} subject={subject} />}
      </div>
    </>
  );
}

function NotesCell({ state }: { state: RowState }) {
  if (state.unfinished === null && state.since === null && state.verdict === null) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a grid of blocks has no table's cells
    <div role="gridcell" tabIndex={-1} className={css.notes}>
      <Notes state={state} />
    </div>
  );
}

function Notes({ state }: { state: RowState }) {
  const words = useTranslations('segments.row');
  const { unfinished, since, verdict } = state;
  return (
    <>
      {unfinished === null ? null : (
        <span className={css.unfinished}>{words('unfinished', { why: unfinished })}</span>
      )}
      {since === null ? null : <span className={css.muted}>{since}</span>}
      {verdict === null ? null : (
        <span className={css.verdict} data-holds={verdict.holds}>
          {words(verdict.holds ? 'holds' : 'fails')}
          {verdict.leaf
            ? `: ${verdict.hidden ? words('hiddenValue') : (verdict.seen ?? words('notSet'))}`
            : ''}
        </span>
      )}
    </>
  );
}

/** One condition or group of the tree, as a row of the grid. */
export const TreeRow = memo(function TreeRow({ row, state, current, drop, slug }: TreeRowProps) {
  const { editable, catalogue, actions } = useBuilder();
  const words = useTranslations('segments.row');
  const { id, how, around, field } = row;
  const subject = how === null ? subjectOf(row.node) : null;
  const name =
    how !== null ? words('group') : subject === null ? words('choose') : titleOf(catalogue, subject);
  const isRoot = around.length === 0;
  const onDragStart = (event: DragEvent) => {
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('application/x-weft-condition', id);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a grid of blocks has no table's rows
    <div
      role="row"
      data-row={id}
      id={id}
      data-field={field}
      data-kind={how === null ? 'condition' : 'group'}
      data-wide={subject?.family === 'event' || subject?.family === 'rows' || undefined}
      data-unfinished={state.unfinished !== null || undefined}
      data-drop={drop ?? undefined}
      className={css.row}
      style={{ paddingLeft: around.length * 24 }}
      tabIndex={current ? 0 : -1}
      aria-level={around.length + 1}
      aria-posinset={row.index + 1}
      aria-setsize={row.siblings}
      aria-expanded={how === null ? undefined : row.open}
      aria-label={name}
      aria-invalid={state.unfinished !== null || undefined}
      onFocus={(event) => {
        if (event.target === event.currentTarget) actions.focus(id);
      }}
    >
      <Threads around={around} />
      {/* biome-ignore lint/a11y/useSemanticElements: a grid of blocks has no table's cells */}
      <div role="gridcell" tabIndex={-1} className={css.grip}>
        {isRoot || !editable ? null : (
          // biome-ignore lint/a11y/noStaticElementInteractions: keys move the row itself
          <span
            className={css.handle}
            draggable
            onDragStart={onDragStart}
            title={words('drag')}
            data-grip={id}
          >
            <IconGripVertical size={16} stroke={1.5} aria-hidden="true" />
          </span>
        )}
      </div>
      <div role="presentation" className={css.fields}>
        {how === null ? <ConditionCells row={row} slug={slug} /> : <GroupCells row={row} />}
        <NotesCell state={state} />
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a grid of blocks has no table's cells */}
      <div role="gridcell" tabIndex={-1} className={css.count}>
        {isRoot ? null : <Left state={state} />}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a grid of blocks has no table's cells */}
      <div role="gridcell" tabIndex={-1} className={css.menu}>
        {editable ? <RowMenu row={row} name={name} /> : null}
      </div>
    </div>
  );
}, sameProps);

function sameProps(one: TreeRowProps, other: TreeRowProps): boolean {
  const [a, b] = [one.row, other.row];
  return (
    a.node === b.node &&
    a.id === b.id &&
    a.field === b.field &&
    a.open === b.open &&
    a.index === b.index &&
    a.siblings === b.siblings &&
    a.around.join() === b.around.join() &&
    one.current === other.current &&
    one.drop === other.drop &&
    one.slug === other.slug &&
    JSON.stringify(one.state) === JSON.stringify(other.state)
  );
}
