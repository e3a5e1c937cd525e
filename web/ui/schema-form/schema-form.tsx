'use client';

import { Checkbox, Fieldset, NumberInput, Radio, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { FormField, FormVariant } from '../../words/schema-form.ts';
import { withField } from '../editor/with-field.ts';
import { Prose } from '../prose.tsx';
import { RecordField } from './record-field.tsx';
import { SecretField } from './secret-field.tsx';

type Values = Record<string, unknown>;

interface FieldProps {
  field: FormField;
  value: unknown;
  onChange: (value: unknown) => void;
  /** What is wrong with a field, by its path from the root: `auth.bearer`. */
  faultOf: (path: string) => string | null;
  path: string;
  /** What stands below the fields of some paths. */
  below: Below;
}

type Below = Readonly<Record<string, ReactNode>>;

const valuesOf = (value: unknown): Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};

/** The form of a schema. What it has no control for stays as it is in `value`. */
export function SchemaForm({
  form,
  value,
  onChange,
  faultOf,
  below = {},
}: {
  form: FormField;
  value: Values;
  onChange: (value: Values) => void;
  faultOf: (path: string) => string | null;
  below?: Below;
}) {
  return (
    <Shape
      field={form}
      value={value}
      onChange={(next) => onChange(valuesOf(next))}
      faultOf={faultOf}
      path=""
      below={below}
    />
  );
}

/** A group's fields, or those of one of several shapes. */
function Shape({ field, value, onChange, faultOf, path, below }: FieldProps) {
  const values = valuesOf(value);
  const fields = (list: readonly FormField[]) =>
    list.map((one) => (
      <Field
        key={one.name}
        field={one}
        value={values[one.name]}
        onChange={(next) => onChange(withField(values, one.name, next))}
        faultOf={faultOf}
        path={path === '' ? one.name : `${path}.${one.name}`}
        below={below}
      />
    ));
  if (field.kind === 'group') return <Stack gap="md">{fields(field.fields)}</Stack>;
  if (field.kind !== 'variants') return null;
  const chosen = variantOf(field, values);
  return (
    <Stack gap="md">
      <Radio.Group
        // Around it stands the group, with its name.
        aria-label={field.title}
        value={chosen === undefined ? null : String(field.variants.indexOf(chosen))}
        onChange={(place) => {
          const next = field.variants[Number(place)];
          if (next !== undefined) onChange(switched(field, next, values));
        }}
      >
        <Stack gap="xs" mt="xs">
          {field.variants.map((variant, place) => (
            <Radio
              key={variant.title}
              value={String(place)}
              label={variant.title}
              description={variant.description === null ? null : <Prose text={variant.description} />}
            />
          ))}
        </Stack>
      </Radio.Group>
      {chosen === undefined ? null : fields(chosen.fields)}
    </Stack>
  );
}

type Variants = Extract<FormField, { kind: 'variants' }>;

function variantOf({ tag, variants }: Variants, values: Values): FormVariant | undefined {
  if (tag !== null) return variants.find(({ value }) => value === values[tag]);
  return variants.find(({ keys }) => keys.some((key) => Object.hasOwn(values, key))) ?? variants[0];
}

/** The values with those of another shape's own taken out; what both have is kept. */
function switched({ tag, variants }: Variants, to: FormVariant, values: Values): Values {
  const own = new Set(to.fields.map(({ name }) => name));
  const known = new Set(variants.flatMap(({ fields }) => fields.map(({ name }) => name)));
  const kept = Object.entries(values).filter(([name]) => own.has(name) || (!known.has(name) && name !== tag));
  const first = to.keys[0];
  return {
    ...(tag === null || to.value === null ? {} : { [tag]: to.value }),
    ...(tag === null && first !== undefined ? { [first]: '' } : {}),
    ...Object.fromEntries(kept),
  };
}

function Field(props: FieldProps) {
  const words = useTranslations('destinations.form');
  const { field, value, onChange, faultOf, path } = props;
  const { title: label, required } = field;
  const description = field.description === null ? null : <Prose text={field.description} />;
  const error = faultOf(path);
  const about = {
    ...{ label, description, error, withAsterisk: required },
    inputWrapperOrder: ['label', 'description', 'input', 'error'] as (
      | 'label'
      | 'description'
      | 'input'
      | 'error'
    )[],
  };
  switch (field.kind) {
    case 'text': {
      if (field.secret) {
        return (
          <div>
            <SecretField {...{ label, description, required, value, onChange, error }} />
            {props.below[path]}
          </div>
        );
      }
      const text = {
        ...about,
        value: typeof value === 'string' ? value : '',
        placeholder: field.preset ?? undefined,
        autoComplete: 'off',
        spellCheck: false,
      };
      const put = (typed: string) => onChange(typed === '' ? undefined : typed);
      return field.long ? (
        <Textarea
          {...text}
          autosize
          minRows={2}
          maxRows={12}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
          onChange={(event) => put(event.currentTarget.value)}
        />
      ) : (
        <TextInput {...text} onChange={(event) => put(event.currentTarget.value)} />
      );
    }
    case 'number':
      return (
        <NumberInput
          {...about}
          value={typeof value === 'number' || typeof value === 'string' ? value : ''}
          placeholder={field.preset === null ? undefined : String(field.preset)}
          allowDecimal={!field.integer}
          thousandSeparator=","
          hideControls
          onChange={(next) => onChange(next === '' ? undefined : next)}
        />
      );
    case 'boolean':
      return (
        <Checkbox
          {...{ label, description, error }}
          checked={typeof value === 'boolean' ? value : (field.preset ?? false)}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'choice':
      return (
        <Select
          {...about}
          data={field.values}
          value={typeof value === 'string' ? value : null}
          placeholder={field.preset === null ? words('choose') : words('byDefault', { value: field.preset })}
          clearable={!required}
          clearButtonProps={{ 'aria-label': words('clear', { field: label }) }}
          onChange={(next) => onChange(next ?? undefined)}
        />
      );
    case 'record':
      return <RecordField {...{ label, description, error, value, onChange }} choices={field.values} />;
    case 'json':
      return null;
    default: {
      const there = typeof value === 'object' && value !== null;
      return (
        <Fieldset legend={label}>
          {description === null ? null : <p style={{ margin: '0 0 8px' }}>{description}</p>}
          {required ? null : (
            <Checkbox
              mb={there ? 'md' : 0}
              label={words('use', { field: label })}
              checked={there}
              onChange={(event) => onChange(event.currentTarget.checked ? {} : undefined)}
            />
          )}
          {there || required ? <Shape {...props} /> : null}
        </Fieldset>
      );
    }
  }
}
