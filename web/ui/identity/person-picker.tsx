'use client';

import { Combobox, Loader, TextInput, useCombobox } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { Candidate } from '../../data/decision-effect.ts';
import type { PersonGraph } from '../../data/identity-graph.ts';
import { type Answer, ask } from '../ask.ts';
import { ProblemNote } from '../notes.tsx';
import { pathsOf } from '../paths.ts';

interface PersonPickerProps {
  graph: PersonGraph;
  workspace: string;
  chosen: Candidate | null;
  onChoose: (person: Candidate | null) => void;
}

const restMs = 250;

/** Finds another person by name, id or any identifier. What is typed stays; an older question is given up. */
export function PersonPicker({ graph, workspace, chosen, onChoose }: PersonPickerProps) {
  const words = useTranslations('identity.decide');
  const combobox = useCombobox();
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<Answer<{ people: Candidate[] }> | null>(null);
  const [pending, setPending] = useState(false);
  const url = pathsOf(workspace).identityGraph(graph.weftId, 'candidates');
  const unreachable = words('unreachable');

  useEffect(() => {
    if (typed.trim() === '' || chosen !== null) {
      setFound(null);
      setPending(false);
      return;
    }
    const aborting = new AbortController();
    setPending(true);
    const timer = setTimeout(() => {
      ask<{ people: Candidate[] }>(
        url,
        { q: typed.slice(0, 500) },
        { signal: aborting.signal, unreachable },
      ).then(
        (answer) => {
          setFound(answer);
          setPending(false);
        },
        () => undefined,
      );
    }, restMs);
    return () => {
      clearTimeout(timer);
      aborting.abort();
    };
  }, [typed, chosen, url, unreachable]);

  const people = found?.state === 'ready' ? found.data.people : [];
  const describe = (person: Candidate) => words('candidate', { name: person.name, records: person.records });
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(weftId) => {
        const person = people.find((one) => one.weftId === weftId);
        if (!person) return;
        onChoose(person);
        setTyped(describe(person));
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target>
        <TextInput
          label={words('other')}
          description={words('otherHelp')}
          value={typed}
          leftSection={<IconSearch size={16} stroke={1.5} aria-hidden="true" />}
          rightSection={pending ? <Loader size="xs" aria-label={words('searching')} /> : null}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            onChoose(null);
            setTyped(event.currentTarget.value);
            combobox.openDropdown();
          }}
          onFocus={() => combobox.openDropdown()}
        />
      </Combobox.Target>
      {found?.state === 'failed' ? <ProblemNote problem={found.problem} /> : null}
      <Combobox.Dropdown hidden={found?.state !== 'ready'}>
        <Combobox.Options aria-label={words('other')}>
          {people.map((person) => (
            <Combobox.Option key={person.weftId} value={person.weftId}>
              {describe(person)}
            </Combobox.Option>
          ))}
          {people.length === 0 ? <Combobox.Empty>{words('nobody')}</Combobox.Empty> : null}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
