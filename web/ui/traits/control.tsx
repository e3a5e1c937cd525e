'use client';

import { NumberInput, Select } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { ColumnKind } from '../../../connectors/warehouses/dialect.ts';
import type { ChoiceColumn, TraitChoices } from '../../data/trait-choices.ts';
import { useFormats } from '../../i18n/use-formats.ts';
import { CodeInput } from './code-input.tsx';
import { DurationInput } from './duration-input.tsx';
import type { Field } from './fields.ts';
import { LevelsInput } from './levels-input.tsx';
import { MeasureInput } from './measure-input.tsx';
import { type NameChoice, NameInput, NamesInput } from './name-input.tsx';
import { kindOf, type TraitSpec, valueAt, withValue } from './spec.ts';
import { WhereInput } from './where-input.tsx';

export interface ControlProps {
  field: Field;
  spec: TraitSpec;
  choices: TraitChoices;
  onChange: (value: unknown) => void;
  faultOf: (path: string) => string | null;
  askUrl: string;
  onUnfinished: (rows: number) => void;
}

const numeric: readonly ColumnKind[] = ['integer', 'decimal', 'double'];
const times: readonly ColumnKind[] = ['timestamp', 'date'];

const named = (columns: readonly ChoiceColumn[]): NameChoice[] =>
  columns.map(({ name, kind }) => ({ name, hint: kind }));
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.map(String) : value === undefined || value === '' ? [] : [String(value)];

/** The columns that a field chooses from: of the trait's rows, or of the entity that a setting beside it names. */
export function columnsFor(spec: TraitSpec, choices: TraitChoices, of?: 'entity'): readonly ChoiceColumn[] {
  const slug = of === 'entity' ? valueAt(spec, [kindOf(spec), 'entity']) : spec.from;
  return choices.origins.find((origin) => origin.slug === slug)?.columns ?? [];
}

const whereIn = (path: readonly string[]): string => path.join('.');

/** One setting of a trait, as its kind is entered. */
export function Control({ field, spec, choices, onChange, faultOf, askUrl, onUnfinished }: ControlProps) {
  const words = useTranslations('traits');
  const format = useFormats();
  const kind = kindOf(spec);
  const path = [kind, ...field.path];
  const value = valueAt(spec, path);
  const error = faultOf(whereIn(path));
  const { control, optional = false } = field;
  const label = optional
    ? `${words(`fields.${field.label}`)} (${words('form.optional')})`
    : words(`fields.${field.label}`);
  const put = (next: unknown) => onChange(optional && (next === '' || next === null) ? undefined : next);
  const name = (given: readonly NameChoice[]) => (
    <NameInput label={label} choices={given} value={text(value)} onChange={put} error={error} />
  );
  const names = (given: readonly NameChoice[]) => (
    <NamesInput
      label={label}
      choices={given}
      value={texts(value)}
      onChange={(next) => put(optional && next.length === 0 ? undefined : next)}
      error={error}
      placeholder={words('form.choose')}
    />
  );
  const traits = choices.traits
    .filter((one) => one.name !== spec.slug)
    .map(({ name: slug, title }) => ({ name: slug, hint: title }));
  const golden = named(choices.golden);
  const events = choices.events
    .filter(({ source }) => spec.from === undefined || source === spec.from)
    .map((one) => ({ name: one.name, hint: format.exact(one.count) }));
  const columns = columnsFor(spec, choices, control.as === 'column' ? control.of : undefined);
  const numbers = named(columns.filter((column) => numeric.includes(column.kind)));

  switch (control.as) {
    case 'column': {
      if (control.only === 'number') return name(numbers);
      if (control.only === 'time')
        return name(named(columns.filter((column) => times.includes(column.kind))));
      return name(named(columns));
    }
    case 'trait':
      return name(traits);
    case 'traits':
      return names([...traits, ...golden]);
    case 'golden':
      return name(golden);
    case 'group':
      return name([...golden, ...traits]);
    case 'entity':
      return name(
        choices.origins
          .filter((one) => one.kind === 'entity')
          .map((one) => ({ name: one.slug, hint: one.name })),
      );
    case 'event':
      return name(events);
    case 'events':
      return names(events);
    case 'texts':
      return names([]);
    case 'duration':
      return (
        <DurationInput
          label={label}
          value={typeof value === 'string' ? value : undefined}
          onChange={put}
          error={error}
          {...(optional ? { none: words('form.none') } : {})}
        />
      );
    case 'number':
      return (
        <NumberInput
          label={label}
          maw={240}
          hideControls
          value={typeof value === 'number' ? value : ''}
          onChange={(next) => put(next === '' ? undefined : Number(next))}
          allowDecimal={!control.whole}
          min={control.least}
          max={control.most}
          error={error}
        />
      );
    case 'choice':
      return (
        <Select
          label={label}
          maw={320}
          data={control.options.map((one) => ({ value: one, label: optionWord(words, one) }))}
          value={text(value) === '' ? null : text(value)}
          onChange={(next) => put(next ?? undefined)}
          allowDeselect={optional}
          placeholder={words('form.choose')}
          error={error}
        />
      );
    case 'measure':
      return (
        <MeasureInput
          label={label}
          value={value}
          onChange={put}
          columns={named(columns)}
          numbers={numbers}
          error={error ?? measureFault(faultOf, whereIn(path), value)}
        />
      );
    case 'filter':
      return (
        <WhereInput
          label={label}
          value={value}
          onChange={put}
          columns={columns}
          from={choices.origins.find((one) => one.slug === spec.from)?.slug ?? null}
          askUrl={askUrl}
          error={(column) => faultOf(`${whereIn(path)}.${column}`)}
          onUnfinished={onUnfinished}
        />
      );
    case 'levels':
      return <LevelsInput label={label} value={value} onChange={put} error={error} />;
    case 'formula':
      return (
        <CodeInput
          label={label}
          value={text(value)}
          onChange={put}
          names={[...traits, ...golden]}
          height={44}
          error={error}
        />
      );
    case 'sql':
      return (
        <CodeInput
          label={label}
          value={text(value)}
          onChange={put}
          names={tablesOf(choices)}
          height={160}
          error={error}
        />
      );
  }
}

/** A fault of a measure's own column, whichever measure it is. */
function measureFault(faultOf: ControlProps['faultOf'], path: string, value: unknown): string | null {
  const how = value !== null && typeof value === 'object' ? Object.keys(value)[0] : undefined;
  if (how === undefined) return null;
  return faultOf(`${path}.${how}`) ?? faultOf(`${path}.${how}.column`);
}

const options = ['sum', 'avg', 'min', 'max', 'count', 'day', 'week'] as const;

function optionWord(words: ReturnType<typeof useTranslations<'traits'>>, option: string): string {
  const known = options.find((one) => one === option);
  return known === undefined ? option : words(`options.${known}`);
}

/** Weft's tables that a statement may name. */
const tablesOf = (choices: TraitChoices): NameChoice[] => [
  { name: 'events' },
  { name: 'profiles' },
  { name: 'identity_members' },
  ...choices.origins
    .filter(({ kind, persons }) => kind === 'entity' && persons)
    .map(({ slug, name }) => ({ name: `entity_${slug}`, hint: name })),
];

/** The spec with a setting of its kind changed. */
export const withSetting = (spec: TraitSpec, field: Field, value: unknown): TraitSpec => {
  const kind = kindOf(spec);
  return { ...spec, [kind]: withValue(spec[kind], field.path, value) };
};
