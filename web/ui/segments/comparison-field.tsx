'use client';

import { useTranslations } from 'next-intl';
import type { ValuesOf } from '../../data/column-values.ts';
import type { ValueKind } from '../../data/segment-catalogue.ts';
import {
  type Choice as ChoiceName,
  type Compared,
  choiceOf,
  choicesOf,
  defaultChoice,
  momentChoices,
  valueFor,
} from './conditions.ts';
import css from './fields.module.css';
import { Choice, DayField, DurationField, NumberField, TextField } from './simple-fields.tsx';
import { ValuesField } from './values-field.tsx';

/** The comparison of a kind of value: what it is compared by. */
export function OperatorField({
  present,
  kind,
  moment,
  label,
  onChoose,
}: {
  present: Compared | null;
  kind: ValueKind;
  /** Of the first or last time of an event, which is compared as a time alone. */
  moment?: 'first' | 'last';
  label: string;
  onChoose: (choice: ChoiceName) => void;
}) {
  const words = useTranslations('segments.operators');
  const value = present === null ? defaultChoice(kind) : choiceOf(present);
  const offered = moment === undefined ? choicesOf(kind, value) : momentChoices;
  const named = (choice: ChoiceName): string => {
    const timed = kind === 'time' && (choice === 'gte' || choice === 'lt' || choice === 'eq');
    return words(timed ? `time_${choice}` : choice);
  };
  return (
    <Choice
      label={label}
      value={value}
      options={offered.map((choice) => ({ value: choice, label: named(choice) }))}
      onChange={onChoose}
    />
  );
}

/** What a value is compared with, by its kind and by how it is compared. */
export function ComparedField({
  present: { operator, value },
  kind,
  of,
  label,
  onChange,
}: {
  present: Compared;
  kind: ValueKind;
  of: ValuesOf | null;
  label: string;
  onChange: (value: unknown) => void;
}) {
  const words = useTranslations('segments.values');
  const one = (part: string, given: unknown, set: (value: unknown) => void) => {
    if (kind === 'number') return <NumberField label={part} value={given} onChange={set} />;
    if (kind === 'time') return <DayField label={part} value={given} onChange={set} />;
    return <TextField label={part} value={given} onChange={set} />;
  };
  switch (operator) {
    case 'is_set':
      return null;
    case 'within':
    case 'before':
      return <DurationField label={label} value={value} onChange={onChange} />;
    case 'in':
    case 'not_in':
      return of === null ? null : (
        <ValuesField
          {...{ label, kind, of }}
          values={Array.isArray(value) ? value : []}
          onChange={onChange}
        />
      );
    case 'between': {
      const [low, high]: unknown[] = Array.isArray(value) ? value : [];
      return (
        <span className={css.together}>
          {one(`${label}: ${words('from')}`, low ?? null, (to) => onChange([to, high ?? null]))}
          <span className={css.word}>{words('and')}</span>
          {one(`${label}: ${words('to')}`, high ?? null, (to) => onChange([low ?? null, to]))}
        </span>
      );
    }
    case 'contains':
    case 'starts_with':
      return <TextField label={label} value={value} onChange={onChange} />;
    default:
      if (kind === 'boolean')
        return (
          <Choice
            label={label}
            value={value === false ? 'false' : 'true'}
            options={[
              { value: 'true', label: words('true') },
              { value: 'false', label: words('false') },
            ]}
            onChange={(chosen) => onChange(chosen === 'true')}
          />
        );
      if (kind === 'text' && of !== null)
        return (
          <ValuesField
            {...{ label, kind, of }}
            single
            values={value === null || value === undefined ? [] : [value]}
            onChange={(values) => onChange(values[0] ?? null)}
          />
        );
      return one(label, value, onChange);
  }
}

/** A comparison of a filter, which may be a bare value: `{ status: paid }`. */
export function comparedOf(test: unknown): Compared {
  if (typeof test !== 'object' || test === null) return { operator: 'eq', value: test };
  const [entry] = Object.entries(test);
  return entry === undefined
    ? { operator: 'eq', value: null }
    : { operator: operatorNamed(entry[0]), value: entry[1] };
}

const operatorNamed = (key: string): Compared['operator'] =>
  (
    [
      'neq',
      'in',
      'not_in',
      'gt',
      'gte',
      'lt',
      'lte',
      'between',
      'contains',
      'starts_with',
      'is_set',
      'within',
      'before',
    ] as const
  ).find((one) => one === key) ?? 'eq';

/** A filter's comparison under another choice, written as short as the grammar has it. */
export function testFor(choice: ChoiceName, present: Compared, kind: ValueKind): unknown {
  const value = valueFor(choice, present, kind);
  if (choice === 'eq') return value;
  return { [choice === 'known' || choice === 'unknown' ? 'is_set' : choice]: value };
}

/** The comparison that a filter's column begins with: without a value, but of a yes or no. */
export const startTest = (kind: ValueKind): unknown =>
  testFor(defaultChoice(kind), { operator: 'is_set', value: null }, kind);
