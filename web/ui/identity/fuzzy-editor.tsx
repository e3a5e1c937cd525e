'use client';

import { Switch } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { Likeness, SourceColumn } from '../../data/rules-columns.ts';
import { BlockRules } from './block-rules.tsx';
import { ComparisonList } from './comparison-list.tsx';
import type { FuzzyPart } from './fuzzy-parts.ts';
import { FuzzyTraining } from './fuzzy-training.tsx';
import { NumberField } from './number-field.tsx';
import css from './rules-editor.module.css';

interface FuzzyEditorProps extends FuzzyPart {
  columns: readonly SourceColumn[];
  likeness: Likeness;
}

/** What is compared, which pairs are compared at all, and from which probability they join or are asked of a person. */
export function FuzzyEditor({ columns, likeness, ...part }: FuzzyEditorProps) {
  const { fuzzy, locked, faultOf, onChange } = part;
  const words = useTranslations('identity.fuzzy');
  const probability = (field: 'join_at' | 'review_at') => (
    <NumberField
      label={words(field === 'join_at' ? 'joinAt' : 'reviewAt')}
      description={words(field === 'join_at' ? 'joinAtHelp' : 'reviewAtHelp')}
      suffix=" %"
      min={0.1}
      max={99.9}
      step={1}
      decimalScale={1}
      disabled={locked}
      value={Math.round(fuzzy[field] * 1000) / 10}
      onNumber={(value) =>
        onChange((now) => ({ ...now, [field]: Math.round(value * 10) / 1000 }), `fuzzy.${field}`)
      }
      error={faultOf(field)}
    />
  );
  return (
    <div className={css.likeness}>
      <ComparisonList {...part} columns={columns} likeness={likeness} />
      <div className={css.part}>
        <h3>{words('blocks')}</h3>
        <p className={css.explain}>{words('blocksHelp')}</p>
        <BlockRules
          rules={fuzzy.block_on}
          path="block_on"
          label={words('blocks')}
          compared={Object.keys(fuzzy.compare)}
          {...{ locked, faultOf }}
          onChange={(to, of) => onChange((now) => ({ ...now, block_on: to(now.block_on) }), of)}
        />
      </div>
      <div className={css.part}>
        <h3>{words('decision')}</h3>
        <div className={css.fields}>
          {probability('join_at')}
          {probability('review_at')}
          <NumberField
            label={words('maxBlock')}
            description={words('maxBlockHelp')}
            min={2}
            max={1_000_000}
            allowDecimal={false}
            disabled={locked}
            value={fuzzy.max_block}
            onNumber={(value) => onChange((now) => ({ ...now, max_block: value }), 'fuzzy.max_block')}
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
      </div>
      <FuzzyTraining {...part} prior={likeness.prior} />
    </div>
  );
}
