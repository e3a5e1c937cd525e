'use client';

import { Button } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { type Revealed, revealIdentifier } from '../../data/actions/reveal-identifier.ts';
import css from './person.module.css';

interface RevealProps {
  weftId: string;
  type: string;
  place: number;
  /** What people call the type. */
  typeName: string;
}

/** A value that comes from the server when somebody asks for it, and goes again when they are done. */
export function Reveal({ weftId, type, place, typeName }: RevealProps) {
  const words = useTranslations('profiles.summary');
  const [revealed, setRevealed] = useState<Revealed | null>(null);
  const [pending, startTransition] = useTransition();
  const ask = () =>
    startTransition(async () => {
      setRevealed(await revealIdentifier({ weftId, type, place }));
    });
  if (revealed !== null && 'value' in revealed) {
    return (
      <span className={css.revealed}>
        <span className={css.value} role="status">
          {revealed.value ?? words('gone')}
        </span>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          leftSection={<IconEyeOff size={14} stroke={1.5} aria-hidden="true" />}
          onClick={() => setRevealed(null)}
        >
          {words('hide')}
        </Button>
      </span>
    );
  }
  return (
    <span className={css.revealed}>
      <span className={css.masked} aria-hidden="true">
        •••••
      </span>
      <Button
        size="compact-xs"
        variant="subtle"
        loading={pending}
        aria-label={words('revealOf', { type: typeName, place })}
        leftSection={<IconEye size={14} stroke={1.5} aria-hidden="true" />}
        onClick={ask}
      >
        {words('reveal')}
      </Button>
      {revealed !== null && 'problem' in revealed ? (
        <span className={css.failed} role="alert">
          {revealed.problem.cause} {revealed.problem.reference}
        </span>
      ) : null}
    </span>
  );
}
