'use client';

import { Button, TextInput } from '@mantine/core';
import { IconKey, IconLock } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { useAnswer } from '../use-answer.ts';

const keptReference = /^\$\{secret:([A-Za-z_][A-Za-z0-9_]*)\}$/;
const reference = /^\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}$/;
/** In capitals: what else is typed here may be the secret itself, which must not leave the field. */
const variableName = /^[A-Z_][A-Z0-9_]{0,199}$/;

interface SecretFieldProps {
  label: string;
  description: ReactNode;
  required: boolean;
  value: unknown;
  onChange: (value: string | undefined) => void;
  error: string | null;
}

/**
 * A secret that Weft keeps, or the name of the environment variable that holds it. What is no such name goes no further than this field:
 * not to the server, not into the draft.
 */
export function SecretField(props: SecretFieldProps) {
  const { value } = props;
  const kept = typeof value === 'string' ? (keptReference.exec(value)?.[1] ?? null) : null;
  return kept === null ? <VariableField {...props} /> : <KeptField {...props} name={kept} />;
}

/** A secret that Weft keeps: its name, and the way back to a variable. */
function KeptField({
  label,
  description,
  required,
  onChange,
  error,
  name,
}: SecretFieldProps & { name: string }) {
  const words = useTranslations('destinations.form');
  return (
    <TextInput
      label={label}
      description={description}
      withAsterisk={required}
      value={name}
      readOnly
      error={error}
      leftSection={<IconLock size={16} stroke={1.5} aria-hidden="true" />}
      inputWrapperOrder={['label', 'description', 'input', 'error']}
      rightSectionWidth={140}
      rightSection={
        <Button size="compact-xs" variant="subtle" onClick={() => onChange(undefined)}>
          {words('useVariable')}
        </Button>
      }
    />
  );
}

function VariableField({ label, description, required, value, onChange, error }: SecretFieldProps) {
  const words = useTranslations('destinations.form');
  const kept = typeof value === 'string' ? (reference.exec(value)?.[1] ?? '') : '';
  const [typed, setTyped] = useState<string | null>(null);
  const name = typed ?? kept;
  const known = name !== '' && (variableName.test(name) || name === kept);
  const set = useAnswer<Record<string, boolean>>('/api/destination-editor', known ? { names: [name] } : null);
  const isSet = set.data?.[name];
  const wrong = name !== '' && !known ? words('noName') : error;
  const state =
    !known || isSet === undefined ? undefined : isSet ? words('set', { name }) : words('notSet', { name });
  return (
    <TextInput
      label={label}
      description={description}
      withAsterisk={required}
      placeholder="NAME"
      value={name}
      maxLength={200}
      autoComplete="off"
      spellCheck={false}
      error={wrong ?? (isSet === false ? state : undefined)}
      leftSection={<IconKey size={16} stroke={1.5} aria-hidden="true" />}
      inputWrapperOrder={['label', 'description', 'input', 'error']}
      rightSectionWidth={72}
      rightSection={isSet === true ? <small>{words('isSet')}</small> : null}
      onChange={(event) => {
        const text = event.currentTarget.value.trim();
        setTyped(text);
        if (text === '') onChange(undefined);
        else if (variableName.test(text)) onChange(`\${env:${text}}`);
        else onChange(undefined);
      }}
    />
  );
}
