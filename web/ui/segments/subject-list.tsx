'use client';

import { TextInput, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import type { Catalogue } from '../../data/segment-catalogue.ts';
import { useFormats } from '../../i18n/use-formats.ts';
import FloatingPopover from '../floating-popover.tsx';
import type { Formats } from '../format.ts';
import { useBuilder } from './builder-context.ts';
import type { Family, Subject } from './conditions.ts';
import css from './subject-picker.module.css';
import type { PickerProps } from './subject-picker.tsx';
import { SubjectPreview } from './subject-preview.tsx';
import { useListbox } from './use-listbox.ts';

export interface Offer extends Subject {
  title: string;
  /** Beside the title: a kind or a count. */
  detail: string;
  description: string;
}

const families: readonly Family[] = ['trait', 'profile', 'event', 'rows', 'segment', 'consent', 'near'];

function offersOf(
  catalogue: Catalogue,
  format: Formats,
  kinds: (kind: string) => string,
  place: string,
): Offer[] {
  return [
    ...catalogue.traits.map(({ name, title, kind, description }) => ({
      ...{ family: 'trait' as const, name, title, detail: kinds(kind), description },
    })),
    ...catalogue.profile.map(({ name, title, kind, description }) => ({
      ...{ family: 'profile' as const, name, title, detail: kinds(kind), description },
    })),
    ...catalogue.events.map(({ name, title, count }) => ({
      ...{ family: 'event' as const, name, title, detail: format.exact(count), description: '' },
    })),
    ...catalogue.entities.map(({ slug, name, description }) => ({
      ...{ family: 'rows' as const, name: slug, title: name, detail: '', description },
    })),
    ...catalogue.segments.map(({ slug, name, sentence }) => ({
      ...{ family: 'segment' as const, name: slug, title: name, detail: '', description: sentence },
    })),
    ...catalogue.consents.map(({ slug, name, description }) => ({
      ...{ family: 'consent' as const, name: slug, title: name, detail: '', description },
    })),
    ...(catalogue.place === null
      ? []
      : [{ family: 'near' as const, name: '', title: place, detail: '', description: '' }]),
  ];
}

/** Where typing has to narrow the list further. */
const mostShown = 200;

interface SubjectListProps extends Omit<PickerProps, 'title'> {
  opened: boolean;
  onClose: () => void;
}

/** What the picker opens. */
export default function SubjectList({ opened, onClose, ...picking }: SubjectListProps) {
  return (
    <FloatingPopover opened={opened} onClose={onClose} padding={0} className={css.dropdown}>
      {opened ? <Picking {...picking} /> : null}
    </FloatingPopover>
  );
}

function Picking({ subject, label, onChoose, only, except }: Omit<PickerProps, 'title'>) {
  const { catalogue } = useBuilder();
  const format = useFormats();
  const words = useTranslations('segments.picker');
  const [typed, setTyped] = useState('');
  const [family, setFamily] = useState<Family | null>(null);
  const offers = useMemo(
    () =>
      offersOf(catalogue, format, (kind) => words(`kinds.${kind as 'text'}`), words('place')).filter(
        (offer) =>
          (only === undefined || only.includes(offer.family)) &&
          !(offer.family === 'segment' && offer.name === except),
      ),
    [catalogue, format, words, only, except],
  );
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = offers.filter(
    (offer) =>
      (family === null || offer.family === family) &&
      wanted.every((word) => `${offer.title} ${offer.name}`.toLowerCase().includes(word)),
  );
  const shown = found.slice(0, mostShown);
  const list = useListbox(shown, onChoose, subject === null ? 0 : indexOf(shown, subject));
  const present = families.filter((one) => offers.some((offer) => offer.family === one));
  return (
    <div className={css.picker}>
      <TextInput
        data-autofocus
        {...list.inputProps}
        aria-expanded="true"
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          list.setActive(0);
        }}
        onKeyDown={list.onKeyDown}
        aria-label={label}
        placeholder={words('search')}
        autoComplete="off"
        spellCheck={false}
        leftSection={<IconSearch size={16} stroke={1.5} aria-hidden="true" />}
      />
      {present.length < 2 ? null : (
        <div className={css.families}>
          {[null, ...present].map((one) => (
            <UnstyledButton
              key={one ?? 'all'}
              className={css.family}
              aria-pressed={family === one}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => {
                setFamily(one);
                list.setActive(0);
              }}
            >
              {words(`families.${one ?? 'all'}`)}
            </UnstyledButton>
          ))}
        </div>
      )}
      <div className={css.body}>
        <div {...list.listProps} role="listbox" className={css.list} aria-label={label}>
          {shown.length === 0 ? <p className={css.none}>{words('none', { typed })}</p> : null}
          {shown.map((offer, index) => (
            <div key={`${offer.family} ${offer.name}`} className={css.option} {...list.optionProps(index)}>
              <span className={css.optionTitle}>{offer.title}</span>
              <span className={css.optionDetail}>
                {family === null && present.length > 1 ? words(`families.${offer.family}`) : offer.detail}
              </span>
            </div>
          ))}
          {found.length > shown.length ? (
            <p className={css.none}>{words('more', { count: found.length - shown.length })}</p>
          ) : null}
        </div>
        <div className={css.aside}>
          {list.activeOption === undefined ? (
            <p className={css.none}>{words('hint')}</p>
          ) : (
            <SubjectPreview offer={list.activeOption} />
          )}
        </div>
      </div>
    </div>
  );
}

const indexOf = (offers: readonly Offer[], { family, name }: Subject): number =>
  Math.max(
    0,
    offers.findIndex((offer) => offer.family === family && offer.name === name),
  );
