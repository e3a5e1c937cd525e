'use client';

import { UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useBuilder } from './builder-context.ts';
import type { Family, Subject } from './conditions.ts';
import css from './subject-picker.module.css';

const load = () => import('./subject-list.tsx');
const SubjectList = dynamic(load, { ssr: false });

export interface PickerProps {
  subject: Subject | null;
  title: string;
  label: string;
  onChoose: (subject: Subject) => void;
  /** Only of these. */
  only?: readonly Family[];
  /** A segment is never made of itself. */
  except?: string;
}

/** The one picker: all that a condition can be about, with what each means beside the list. */
export function SubjectPicker({ title, subject, label, onChoose, only, except }: PickerProps) {
  const { editable } = useBuilder();
  const [open, setOpen] = useState(false);
  const [wanted, setWanted] = useState(false);
  return (
    <div className={css.place}>
      <UnstyledButton
        className={css.target}
        data-empty={subject === null || undefined}
        disabled={!editable}
        aria-label={`${label}: ${title}`}
        aria-haspopup="dialog"
        aria-expanded={open}
        title={title}
        onPointerEnter={() => void load()}
        onFocus={() => void load()}
        onClick={() => {
          setWanted(true);
          setOpen((now) => !now);
        }}
      >
        <span>{title}</span>
        <IconChevronDown size={14} stroke={1.5} aria-hidden="true" />
      </UnstyledButton>
      {wanted ? (
        <SubjectList
          {...{ subject, label, only, except }}
          opened={open}
          onClose={() => setOpen(false)}
          onChoose={(chosen) => {
            setOpen(false);
            onChoose(chosen);
          }}
        />
      ) : null}
    </div>
  );
}
