'use client';

import { NumberInput, Switch } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { Fuzzy } from '../../../models/workspace/kinds/fuzzy.ts';
import css from './rules-editor.module.css';

export interface FuzzyWords {
  blocks: string;
  columns: { column: string; levels: string }[];
}

interface FuzzyRulesProps {
  fuzzy: Fuzzy;
  /** What is compared, which files declare. */
  compared: FuzzyWords;
  locked: boolean;
  onChange: (to: (fuzzy: Fuzzy) => Fuzzy, of?: string) => void;
}

/** Matching by likeness: from which probability pairs join or are asked of a person, and what is compared. */
export function FuzzyRules({ fuzzy, compared, locked, onChange }: FuzzyRulesProps) {
  const words = useTranslations('identity.rules');
  const probability = (field: 'join_at' | 'review_at') => (
    <NumberInput
      label={words(field === 'join_at' ? 'joinAt' : 'reviewAt')}
      description={words(field === 'join_at' ? 'joinAtHelp' : 'reviewAtHelp')}
      suffix=" %"
      min={0.1}
      max={99.9}
      step={1}
      decimalScale={1}
      disabled={locked}
      value={Math.round(fuzzy[field] * 1000) / 10}
      onChange={(value) => {
        if (typeof value !== 'number' || value <= 0 || value >= 100) return;
        onChange((now) => ({ ...now, [field]: Math.round(value * 10) / 1000 }), `fuzzy.${field}`);
      }}
    />
  );
  return (
    <section className={css.section}>
      <h2>{words('fuzzy')}</h2>
      <p className={css.explain}>{words('fuzzyHelp')}</p>
      <div className={css.fields}>
        {probability('join_at')}
        {probability('review_at')}
        <NumberInput
          label={words('maxBlock')}
          description={words('maxBlockHelp')}
          min={2}
          max={1_000_000}
          allowDecimal={false}
          disabled={locked}
          value={fuzzy.max_block}
          onChange={(value) => {
            if (typeof value === 'number' && value >= 2)
              onChange((now) => ({ ...now, max_block: Math.trunc(value) }), 'fuzzy.max_block');
          }}
        />
        <Switch
          label={words('withinSource')}
          description={words('withinSourceHelp')}
          disabled={locked}
          checked={fuzzy.within_source}
          onChange={(event) => {
            const within = event.currentTarget.checked;
            onChange((now) => ({ ...now, within_source: within }));
          }}
        />
      </div>
      <dl className={css.compared}>
        <div>
          <dt>{words('blockOn')}</dt>
          <dd>{compared.blocks}</dd>
        </div>
        {compared.columns.map(({ column, levels }) => (
          <div key={column}>
            <dt>{column}</dt>
            <dd>{levels}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
