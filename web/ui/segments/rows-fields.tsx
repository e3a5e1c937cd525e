'use client';

import { ActionIcon, Button } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { ValuesOf } from '../../data/column-values.ts';
import type { AskableColumn } from '../../data/segment-catalogue.ts';
import { entityOf, titleOf, useBuilder } from './builder-context.ts';
import { ComparedField, comparedOf, OperatorField, startTest, testFor } from './comparison-field.tsx';
import { isDraft, steps, withField } from './conditions.ts';
import css from './rows-fields.module.css';
import { Choice, DurationField, NumberField } from './simple-fields.tsx';
import { SubjectPicker } from './subject-picker.tsx';
import type { Draft } from './tree.ts';

export type Rows = { event: string } | { entity: string };
type Change = (to: (now: Draft) => Draft, of?: string) => void;

const timesNames = ['once', 'at_least', 'at_most', 'exactly', 'range'] as const;
type Times = (typeof timesNames)[number];

function timesOf({ at_least: least, at_most: most }: Draft): Times {
  if (least !== undefined && most !== undefined) return least === most ? 'exactly' : 'range';
  if (most !== undefined) return 'at_most';
  return least === undefined ? 'once' : 'at_least';
}

/** How often: at least, at most, exactly, or from one number to another. */
export function TimesField({ node, change }: { node: Draft; change: Change }) {
  const words = useTranslations('segments.times');
  const times = timesOf(node);
  const [least, most] = [node.at_least, node.at_most];
  const set = (to: { at_least?: unknown; at_most?: unknown }) =>
    change((now) => withField(withField(now, 'at_least', to.at_least), 'at_most', to.at_most), 'times');
  const number = least ?? most ?? 2;
  const choose: Record<Times, () => void> = {
    once: () => set({}),
    at_least: () => set({ at_least: number }),
    at_most: () => set({ at_most: number }),
    exactly: () => set({ at_least: number, at_most: number }),
    range: () => set({ at_least: least ?? 1, at_most: typeof number === 'number' ? number + 1 : null }),
  };
  return (
    <span className={css.together}>
      <Choice
        label={words('label')}
        value={times}
        options={timesNames.map((name) => ({ value: name, label: words(name) }))}
        onChange={(name) => choose[name]()}
      />
      {times === 'once' ? null : times === 'range' ? (
        <>
          <NumberField
            whole
            label={words('from')}
            value={least}
            onChange={(to) => set({ at_least: to, at_most: most })}
          />
          <NumberField
            whole
            label={words('to')}
            value={most}
            onChange={(to) => set({ at_least: least, at_most: to })}
          />
        </>
      ) : (
        <NumberField
          whole
          label={words('number')}
          value={times === 'at_most' ? most : least}
          onChange={(to) =>
            set(
              times === 'exactly'
                ? { at_least: to, at_most: to }
                : times === 'at_most'
                  ? { at_most: to }
                  : { at_least: to },
            )
          }
        />
      )}
    </span>
  );
}

/** In which window: none, or the last so much. */
export function WindowField({
  node,
  change,
  words: kind = 'window',
}: {
  node: Draft;
  change: Change;
  /** Of a step: how long after the one before it. */
  words?: 'window' | 'gap';
}) {
  const words = useTranslations(`segments.${kind}`);
  const has = node.within !== undefined;
  return (
    <span className={css.together}>
      <Choice
        label={words('label')}
        value={has ? 'within' : 'any'}
        options={[
          { value: 'any', label: words('any') },
          { value: 'within', label: words('within') },
        ]}
        onChange={(to) => change((now) => withField(now, 'within', to === 'any' ? undefined : '30 days'))}
      />
      {has ? (
        <DurationField
          label={words('label')}
          value={node.within}
          onChange={(to) => change((now) => withField(now, 'within', to), 'within')}
        />
      ) : null}
    </span>
  );
}

function useColumns(rows: Rows): readonly AskableColumn[] {
  const { catalogue } = useBuilder();
  return 'event' in rows ? catalogue.properties : (entityOf(catalogue, rows.entity)?.columns ?? []);
}

const valuesOf = (rows: Rows, column: string): ValuesOf =>
  'event' in rows ? { event: rows.event, property: column } : { from: rows.entity, column };

/** What the rows are told by: one line for each column, all of which must hold. */
export function WhereLines({ node, change, rows }: { node: Draft; change: Change; rows: Rows }) {
  const words = useTranslations('segments.where');
  const { editable } = useBuilder();
  const columns = useColumns(rows);
  const where = isDraft(node.where) ? node.where : {};
  const set = (to: Draft) =>
    change((now) => withField(now, 'where', Object.keys(to).length === 0 ? undefined : to), 'where');
  const renamed = (before: string, after: string) => {
    const started = startTest(columns.find(({ name }) => name === after)?.kind ?? 'text');
    set(
      Object.fromEntries(
        Object.entries(where).map(([name, test]) => (name === before ? [after, started] : [name, test])),
      ),
    );
  };
  return Object.entries(where).map(([name, test]) => {
    const column = columns.find((one) => one.name === name);
    const kind = column?.kind ?? 'text';
    const present = comparedOf(test);
    const title = column?.title ?? name;
    const names = columns.map((one) => ({ value: one.name, label: one.title }));
    return (
      <div key={name} className={css.line}>
        <span className={css.word}>{words('where')}</span>
        <Choice
          label={words('column')}
          value={name}
          options={(column ? names : [{ value: name, label: name }, ...names]).filter(
            ({ value }) => value === name || !Object.hasOwn(where, value),
          )}
          onChange={(to) => renamed(name, to)}
        />
        {Object.keys(isDraft(test) ? test : {}).length > 1 ? (
          <code className={css.code}>{JSON.stringify(test)}</code>
        ) : (
          <>
            <OperatorField
              label={words('operator', { column: title })}
              present={present}
              kind={kind}
              onChoose={(choice) => set({ ...where, [name]: testFor(choice, present, kind) })}
            />
            <ComparedField
              label={title}
              present={present}
              kind={kind}
              of={valuesOf(rows, name)}
              onChange={(value) =>
                set({ ...where, [name]: isDraft(test) ? { [present.operator]: value } : value })
              }
            />
          </>
        )}
        {editable ? (
          <ActionIcon
            size="sm"
            aria-label={words('remove', { column: title })}
            onClick={() => set(Object.fromEntries(Object.entries(where).filter(([other]) => other !== name)))}
          >
            <IconX size={14} stroke={1.5} />
          </ActionIcon>
        ) : null}
      </div>
    );
  });
}

/** Adds a line of `where`. */
export function AddWhere({ node, change, rows }: { node: Draft; change: Change; rows: Rows }) {
  const words = useTranslations('segments.where');
  const where = isDraft(node.where) ? node.where : {};
  const free = useColumns(rows).find(({ name }) => !Object.hasOwn(where, name));
  return free === undefined ? null : (
    <AddButton
      label={words('add')}
      onClick={() =>
        change((now) => withField(now, 'where', { ...where, [free.name]: startTest(free.kind) }))
      }
    />
  );
}

export function AddButton({ label, onClick }: { label: string; onClick: () => void }) {
  const { editable } = useBuilder();
  return editable ? (
    <Button
      size="compact-xs"
      variant="subtle"
      leftSection={<IconPlus size={12} stroke={1.75} aria-hidden="true" />}
      onClick={onClick}
    >
      {label}
    </Button>
  ) : null;
}

/** Another event that tells which ones are meant: before or after it, at most so long. */
export function NeighbourLine({
  side,
  node,
  change,
}: {
  side: 'after' | 'before';
  node: Draft;
  change: Change;
}) {
  const words = useTranslations('segments.neighbour');
  const told = node[side];
  if (!isDraft(told)) return null;
  const inner: Change = (to, of) =>
    change((now) => withField(now, side, to(isDraft(now[side]) ? now[side] : {})), of);
  return (
    <EventLine
      word={words(side)}
      event={typeof told.did === 'string' ? told.did : ''}
      onEvent={(did) => inner((now) => ({ ...now, did }))}
      onRemove={() => change((now) => withField(now, side, undefined))}
      removeLabel={words('remove')}
      node={told}
      change={inner}
    />
  );
}

/** The further steps of a sequence. */
export function StepLines({ node, change }: { node: Draft; change: Change }) {
  const words = useTranslations('segments.steps');
  const all = steps(node.sequence);
  const set = (to: (steps: Draft[]) => Draft[], of?: string) =>
    change((now) => withField(now, 'sequence', to(steps(now.sequence))), of);
  return all.slice(1).map((step, offset) => {
    const index = offset + 1;
    const inner: Change = (to, of) =>
      set((now) => now.map((one, place) => (place === index ? to(one) : one)), of && `${of} ${index}`);
    return (
      <EventLine
        key={index}
        word={words('then')}
        event={typeof step.did === 'string' ? step.did : ''}
        onEvent={(did) => inner((now) => ({ ...now, did }))}
        onRemove={all.length > 2 ? () => set((now) => now.toSpliced(index, 1)) : undefined}
        removeLabel={words('remove')}
        node={step}
        change={inner}
      />
    );
  });
}

function EventLine({
  word,
  event,
  onEvent,
  onRemove,
  removeLabel,
  node,
  change,
}: {
  word: string;
  event: string;
  onEvent: (name: string) => void;
  onRemove?: (() => void) | undefined;
  removeLabel: string;
  node: Draft;
  change: Change;
}) {
  const { catalogue, editable } = useBuilder();
  const words = useTranslations('segments');
  const subject = { family: 'event' as const, name: event };
  return (
    <>
      <div className={css.line}>
        <span className={css.word}>{word}</span>
        <SubjectPicker
          label={words('row.subject')}
          title={event === '' ? words('row.chooseEvent') : titleOf(catalogue, subject)}
          subject={event === '' ? null : subject}
          only={['event']}
          onChoose={({ name }) => onEvent(name)}
        />
        <WindowField words="gap" node={node} change={change} />
        <AddWhere node={node} change={change} rows={{ event }} />
        {onRemove && editable ? (
          <ActionIcon size="sm" aria-label={removeLabel} onClick={onRemove}>
            <IconX size={14} stroke={1.5} />
          </ActionIcon>
        ) : null}
      </div>
      <div className={css.inner}>
        <WhereLines node={node} change={change} rows={{ event }} />
      </div>
    </>
  );
}
