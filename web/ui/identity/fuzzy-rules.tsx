'use client';

import { Switch } from '@mantine/core';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Fuzzy } from '../../../models/workspace/kinds/fuzzy.ts';
import type { Identity } from '../../../models/workspace/kinds/identity.ts';
import type { Problem as Finding } from '../../../models/workspace/problem.ts';
import type { Likeness, SourceColumn } from '../../data/rules-columns.ts';
import { faultsBelow, faultsWithin } from '../editor/fault-of.ts';
import { Note } from '../notes.tsx';
import { Pending, PendingBlock } from '../skeletons.tsx';
import type { FuzzyPart } from './fuzzy-parts.ts';
import { startFuzzy } from './fuzzy-start.ts';
import css from './rules-editor.module.css';

const FuzzyEditor = dynamic(() => import('./fuzzy-editor.tsx').then((module) => module.FuzzyEditor), {
  loading: () => (
    <Pending>
      <PendingBlock height={420} />
    </Pending>
  ),
});

interface FuzzyRulesProps {
  fuzzy: Fuzzy | undefined;
  inForce: Fuzzy | undefined;
  golden: Identity['golden'];
  columns: readonly SourceColumn[];
  likeness: Likeness;
  locked: boolean;
  problems: readonly Finding[];
  onSwitch: (fuzzy: Fuzzy | undefined) => void;
  onChange: FuzzyPart['onChange'];
}

/** Matching by likeness, on or off; it is read only where it is on. */
export function FuzzyRules(props: FuzzyRulesProps) {
  const { fuzzy, inForce, golden, columns, likeness, locked, problems } = props;
  const words = useTranslations('identity.fuzzy');
  /** Switched off and on again it is what it was. */
  const [before, setBefore] = useState(fuzzy ?? inForce);
  const possible = inForce !== undefined || columns.some(({ comparable }) => comparable);
  const starts = inForce === undefined ? words(possible ? 'onMeans' : 'impossible') : undefined;
  return (
    <section className={css.section}>
      <h2>{words('title')}</h2>
      <p className={css.explain}>{words('help')}</p>
      <Switch
        label={words('switch')}
        description={fuzzy ? words('offMeans') : starts}
        disabled={locked || (!fuzzy && !possible)}
        checked={fuzzy !== undefined}
        onChange={(event) => {
          if (event.currentTarget.checked) {
            props.onSwitch(before ?? startFuzzy(golden, columns, likeness) ?? undefined);
          } else {
            setBefore(fuzzy);
            props.onSwitch(undefined);
          }
        }}
      />
      {fuzzy ? (
        <FuzzyEditor
          fuzzy={fuzzy}
          columns={columns}
          likeness={likeness}
          locked={locked}
          faultOf={faultsBelow(problems, 'fuzzy')}
          faultWithin={faultsWithin(problems, 'fuzzy')}
          onChange={props.onChange}
        />
      ) : inForce ? (
        <Note>{words('willEnd')}</Note>
      ) : null}
    </section>
  );
}
