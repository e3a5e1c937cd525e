'use client';

import { Button, Textarea } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { splitValues } from './conditions.ts';
import css from './values-field.module.css';

interface ValueListProps {
  label: string;
  values: readonly unknown[];
  onTake: (texts: string[]) => void;
}

/** A long list of values as a text, in which it is edited whole. */
export default function ValueList({ label, values, onTake }: ValueListProps) {
  const words = useTranslations('segments.values');
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => area.current?.focus(), []);
  return (
    <>
      <Textarea
        ref={area}
        label={label}
        description={words('oneEach')}
        rows={10}
        defaultValue={values.map(String).join('\n')}
        spellCheck={false}
        classNames={{ input: css.area }}
      />
      <Button
        mt="sm"
        size="xs"
        variant="default"
        onClick={() => onTake(splitValues(area.current?.value ?? ''))}
      >
        {words('take')}
      </Button>
    </>
  );
}
