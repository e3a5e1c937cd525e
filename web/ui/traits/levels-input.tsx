'use client';

import { ActionIcon, Button, Input, NumberInput, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import css from './editor.module.css';

interface Level {
  id: number;
  name: string;
  from: number | '';
}

interface LevelsInputProps {
  label: string;
  value: unknown;
  onChange: (value: Record<string, number>) => void;
  error?: string | null;
}

const levelsOf = (value: unknown): Level[] =>
  Object.entries(value !== null && typeof value === 'object' ? value : {}).map(([name, from], id) => ({
    ...{ id, name },
    from: typeof from === 'number' ? from : '',
  }));

const recordOf = (levels: readonly Level[]): Record<string, number> =>
  Object.fromEntries(levels.flatMap(({ name, from }) => (name === '' || from === '' ? [] : [[name, from]])));

/** Levels by the number from which each holds. */
export function LevelsInput({ label, value, onChange, error }: LevelsInputProps) {
  const words = useTranslations('traits.levels');
  const [levels, setLevels] = useState(() => levelsOf(value));
  const last = useRef(levels.length);
  const said = JSON.stringify(value ?? {});
  const [seen, setSeen] = useState(said);
  if (said !== seen) {
    setSeen(said);
    if (said !== JSON.stringify(recordOf(levels))) setLevels(levelsOf(value));
  }
  const put = (changed: Level[]) => {
    setLevels(changed);
    setSeen(JSON.stringify(recordOf(changed)));
    onChange(recordOf(changed));
  };
  const change = (id: number, to: Partial<Level>) =>
    put(levels.map((level) => (level.id === id ? { ...level, ...to } : level)));
  return (
    <Input.Wrapper label={label} labelElement="div" error={error}>
      <ul className={css.wheres}>
        {levels.map((level) => (
          <li key={level.id} className={css.level}>
            <TextInput
              aria-label={words('name')}
              placeholder={words('name')}
              value={level.name}
              onChange={(event) => change(level.id, { name: event.currentTarget.value })}
            />
            <NumberInput
              aria-label={`${words('from')} ${level.name}`}
              placeholder={words('from')}
              hideControls
              value={level.from}
              onChange={(from) => change(level.id, { from: from === '' ? '' : Number(from) })}
            />
            <ActionIcon
              aria-label={words('remove', { name: level.name })}
              onClick={() => put(levels.filter(({ id }) => id !== level.id))}
            >
              <IconTrash size={16} stroke={1.5} />
            </ActionIcon>
          </li>
        ))}
      </ul>
      <Button
        size="compact-sm"
        variant="default"
        mt="xs"
        leftSection={<IconPlus size={14} stroke={1.5} aria-hidden="true" />}
        onClick={() => {
          last.current += 1;
          setLevels([...levels, { id: 1000 + last.current, name: '', from: '' }]);
        }}
      >
        {words('add')}
      </Button>
    </Input.Wrapper>
  );
}
