'use client';

import { ActionIcon, Autocomplete, Button, Input, Select, TagsInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import type { ValuesAnswer } from '../../data/column-values.ts';
import type { ChoiceColumn } from '../../data/trait-choices.ts';
import { useFormats } from '../../i18n/use-formats.ts';
import { ask } from '../ask.ts';
import css from './editor.module.css';
import { NameInput } from './name-input.tsx';
import {
  clashes,
  isFinished,
  type Operator,
  operators,
  rowsOfWhere,
  type WhereRow,
  whereOfRows,
} from './where.ts';

interface WhereInputProps {
  label: string;
  value: unknown;
  onChange: (value: Record<string, unknown> | undefined) => void;
  columns: readonly ChoiceColumn[];
  /** Whose values are suggested, and where they are asked for. */
  from: string | null;
  askUrl: string;
  error?: (column: string) => string | null;
  onUnfinished: (rows: number) => void;
}

/** Values of a column as they are typed; what was asked before is dropped. */
function useValues(askUrl: string, from: string | null, column: string) {
  const [values, setValues] = useState<ValuesAnswer['values']>([]);
  const running = useRef<AbortController | null>(null);
  const words = useTranslations('traits.live');
  const load = (typed: string) => {
    running.current?.abort();
    if (from === null || column === '') return;
    const control = new AbortController();
    running.current = control;
    ask<ValuesAnswer>(
      askUrl,
      { of: { from, column }, q: typed },
      { signal: control.signal, unreachable: words('unreachable') },
    )
      .then((answer) => setValues(answer.state === 'ready' ? answer.data.values : []))
      .catch(() => undefined);
  };
  useEffect(() => () => running.current?.abort(), []);
  return { values, load };
}

interface RowProps {
  row: WhereRow;
  columns: readonly ChoiceColumn[];
  from: string | null;
  askUrl: string;
  error: string | null;
  onChange: (row: WhereRow) => void;
  onRemove: () => void;
}

function Row({ row, columns, from, askUrl, error, onChange, onRemove }: RowProps) {
  const words = useTranslations('traits');
  const { values, load } = useValues(askUrl, from, row.column);
  const names = values.map(({ value }) => value);
  const format = useFormats();
  const counts = new Map(values.map(({ value, count }) => [value, format.exact(count)]));
  const option = ({ option: { value } }: { option: { value: string } }) => (
    <span className={css.option}>
      <span>{value}</span>
      <span className={css.hint}>{counts.get(value)}</span>
    </span>
  );
  const single = (place: number, label: string) => (
    <Autocomplete
      aria-label={label}
      placeholder={label}
      data={names}
      value={row.values[place] ?? ''}
      onChange={(next) => {
        const changed = [...row.values];
        changed[place] = next;
        onChange({ ...row, values: Array.from(changed, (value) => value ?? '') });
        load(next);
      }}
      onFocus={() => load('')}
      renderOption={option}
      spellCheck={false}
      autoComplete="off"
      filter={({ options }) => options}
    />
  );
  const none = row.operator === 'is_set' || row.operator === 'not_set';
  return (
    <li className={css.where} data-unfinished={!isFinished(row)}>
      <div className={css.whereLine}>
        <NameInput
          bare
          label={words('filter.column')}
          placeholder={words('filter.column')}
          choices={columns.map(({ name, kind }) => ({ name, hint: kind }))}
          value={row.column}
          onChange={(column) => onChange({ ...row, column })}
        />
        <Select
          aria-label={words('filter.operator')}
          allowDeselect={false}
          data={operators.map((one) => ({ value: one, label: words(`operators.${one}`) }))}
          value={row.operator}
          onChange={(next) => {
            const operator: Operator = operators.find((one) => one === next) ?? 'eq';
            onChange({ ...row, operator });
          }}
        />
        {none ? (
          <span />
        ) : row.operator === 'in' || row.operator === 'not_in' ? (
          <TagsInput
            aria-label={words('filter.value')}
            placeholder={row.values.length === 0 ? words('filter.value') : undefined}
            data={names}
            value={row.values}
            onChange={(next) => onChange({ ...row, values: next })}
            onSearchChange={load}
            onFocus={() => load('')}
            splitChars={[',', ';', '\n', '\t']}
            acceptValueOnBlur
            maxDropdownHeight={280}
            renderOption={option}
            filter={({ options }) => options}
          />
        ) : row.operator === 'between' ? (
          <div className={css.between}>
            {single(0, words('filter.value'))}
            <span>{words('filter.to')}</span>
            {single(1, words('filter.to'))}
          </div>
        ) : (
          single(0, words('filter.value'))
        )}
        <ActionIcon aria-label={words('filter.remove', { column: row.column })} onClick={onRemove}>
          <IconTrash size={16} stroke={1.5} />
        </ActionIcon>
      </div>
      {error !== null ? (
        <p className={css.error} role="alert">
          {error}
        </p>
      ) : isFinished(row) ? null : (
        <p className={css.note}>{words('filter.unfinished')}</p>
      )}
    </li>
  );
}

/** Which rows count, one condition a row; all of them must hold. */
export function WhereInput({
  label,
  value,
  onChange,
  columns,
  from,
  askUrl,
  error,
  onUnfinished,
}: WhereInputProps) {
  const words = useTranslations('traits.filter');
  const kindOf = (column: string) => columns.find(({ name }) => name === column)?.kind;
  const [rows, setRows] = useState(() => rowsOfWhere(value).map((row, id) => ({ ...row, id })));
  const next = useRef(rows.length);
  const unfinished = rows.filter((row, place) => !isFinished(row) || clashes(rows, place)).length;

  // Undo, and a version that somebody else saved, come from outside: rows that say something else are theirs.
  const said = JSON.stringify(value ?? {});
  const [seen, setSeen] = useState(said);
  if (said !== seen) {
    setSeen(said);
    if (said !== JSON.stringify(whereOfRows(rows, kindOf) ?? {})) {
      setRows(rowsOfWhere(value).map((row, place) => ({ ...row, id: 10_000 + place })));
    }
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once for each number
  useEffect(() => onUnfinished(unfinished), [unfinished]);

  const put = (changed: typeof rows) => {
    setRows(changed);
    const where = whereOfRows(changed, kindOf);
    setSeen(JSON.stringify(where ?? {}));
    onChange(where);
  };
  return (
    <Input.Wrapper label={label} labelElement="div">
      {rows.length === 0 ? <p className={css.note}>{words('none')}</p> : null}
      <ul className={css.wheres}>
        {rows.map((row, place) => (
          <Row
            key={row.id}
            row={row}
            columns={columns}
            from={from}
            askUrl={askUrl}
            error={error?.(row.column) ?? null}
            onChange={(changed) =>
              put(rows.map((one) => (one.id === row.id ? { ...changed, id: row.id } : one)))
            }
            onRemove={() => put(rows.filter((_, other) => other !== place))}
          />
        ))}
      </ul>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconPlus size={14} stroke={1.5} aria-hidden="true" />}
        onClick={() => {
          next.current += 1;
          setRows([...rows, { column: '', operator: 'eq', values: [], id: next.current }]);
        }}
      >
        {words('add')}
      </Button>
    </Input.Wrapper>
  );
}
