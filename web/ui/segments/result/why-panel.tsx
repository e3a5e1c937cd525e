'use client';

import { TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import type { WhyAnswer } from '../../../data/segment-why.ts';
import { Go } from '../../go.tsx';
import { ProblemNote } from '../../notes.tsx';
import type { Paths } from '../../paths.ts';
import { Status } from '../../status.tsx';
import { useBuilder } from '../builder-context.ts';
import { type Asked, useAsked } from '../use-asked.ts';
import { useListbox } from '../use-listbox.ts';
import css from './panels.module.css';

export interface ChosenPerson {
  weftId: string;
  name: string;
}

/** Chooses a person; each row of the tree then says whether it holds for them, and what it saw. */
export function WhyPanel({
  person,
  onChoose,
  asked,
  paths,
}: {
  person: ChosenPerson | null;
  onChoose: (person: ChosenPerson | null) => void;
  asked: Asked<WhyAnswer | null>;
  paths: Paths;
}) {
  const { ask } = useBuilder();
  const words = useTranslations('segments.why');
  const [typed, setTyped] = useState('');
  const question = useMemo(() => (typed.trim() === '' ? null : { q: typed }), [typed]);
  const found = useAsked<ChosenPerson[]>(ask('people'), question, 200);
  const people = question === null ? [] : (found.data ?? []);
  const choose = (one: ChosenPerson) => {
    onChoose(one);
    setTyped('');
  };
  const list = useListbox(people, choose, 0);
  const { data, stale, problem } = asked;
  return (
    <div className={css.panel}>
      <TextInput
        label={words('person')}
        description={words('hint')}
        {...list.inputProps}
        aria-expanded={people.length > 0}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={list.onKeyDown}
        autoComplete="off"
        spellCheck={false}
      />
      <div
        {...list.listProps}
        role="listbox"
        aria-label={words('person')}
        className={people.length > 0 ? css.found : undefined}
      >
        {people.map((one, index) => (
          <div key={one.weftId} className={css.person} {...list.optionProps(index)}>
            {one.name}
          </div>
        ))}
      </div>
      {question !== null && !found.stale && people.length === 0 ? (
        <p className={css.dim}>{words('nobody', { typed })}</p>
      ) : null}
      {found.problem ? <ProblemNote problem={found.problem} /> : null}
      {person === null ? null : (
        <>
          <p className={css.verdict}>
            <Go href={paths.profile(person.weftId)} target="_blank">
              {person.name}
            </Go>
          </p>
          {problem ? (
            <ProblemNote problem={problem} />
          ) : data === undefined ? (
            <p className={css.dim}>{words('asking')}</p>
          ) : data === null ? (
            <p className={css.dim}>{words('nothing')}</p>
          ) : (
            <div className={stale ? css.stale : undefined} role="status">
              <Status tone={data.member ? 'good' : 'stopped'}>{words(data.member ? 'in' : 'out')}</Status>
              <p className={css.dim}>{words('rows')}</p>
            </div>
          )}
        </>
      )}
    </div>
  );
}
