'use client';

import { Switch } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { Fuzzy } from '../../../models/workspace/kinds/fuzzy.ts';
import { useFormats } from '../../i18n/use-formats.ts';
import { withField } from '../editor/with-field.ts';
import { BlockRules } from './block-rules.tsx';
import type { FuzzyPart } from './fuzzy-parts.ts';
import { NumberField } from './number-field.tsx';
import css from './rules-editor.module.css';

interface FuzzyTrainingProps extends FuzzyPart {
  /** As the latest refresh estimated it. */
  prior: number | null;
}

/** How the parameters are estimated, and what is given instead. */
export function FuzzyTraining({ fuzzy, locked, faultOf, faultWithin, onChange, prior }: FuzzyTrainingProps) {
  const words = useTranslations('identity.fuzzy');
  const format = useFormats();
  const { train } = fuzzy;
  const set = (fields: Partial<Fuzzy['train']>) =>
    onChange(
      (now) => ({ ...now, train: { ...now.train, ...fields } }),
      `fuzzy.train.${Object.keys(fields)[0]}`,
    );
  const wrong = faultWithin('train') !== null || faultOf('prior') !== null;
  return (
    <details className={css.more} open={wrong || undefined}>
      <summary>{words('training')}</summary>
      <div className={css.opened}>
        <p className={css.explain}>{words('trainingHelp')}</p>
        <div className={css.fields}>
          <NumberField
            label={words('pairs')}
            description={words('pairsHelp')}
            min={1000}
            max={1_000_000_000}
            step={100_000}
            allowDecimal={false}
            thousands
            disabled={locked}
            value={train.pairs}
            onNumber={(pairs) => set({ pairs })}
            error={faultOf('train.pairs')}
          />
          <NumberField
            label={words('rounds')}
            description={words('roundsHelp')}
            min={1}
            max={100}
            allowDecimal={false}
            disabled={locked}
            value={train.rounds}
            onNumber={(rounds) => set({ rounds })}
            error={faultOf('train.rounds')}
          />
          <NumberField
            label={words('tolerance')}
            description={words('toleranceHelp')}
            min={1e-9}
            max={0.999999999}
            step={0.0001}
            decimalScale={9}
            disabled={locked}
            value={train.tolerance}
            onNumber={(tolerance) => set({ tolerance })}
            error={faultOf('train.tolerance')}
          />
          <NumberField
            label={words('recall')}
            description={words('recallHelp')}
            suffix=" %"
            min={0.1}
            max={100}
            decimalScale={1}
            disabled={locked}
            value={Math.round(train.recall * 1000) / 10}
            onNumber={(recall) => set({ recall: Math.round(recall * 10) / 1000 })}
            error={faultOf('train.recall')}
          />
          <NumberField
            label={words('prior')}
            description={words('priorHelp')}
            placeholder={
              prior === null ? words('estimated') : words('estimatedAt', { value: format.precise(prior) })
            }
            min={1e-12}
            max={0.999999999999}
            step={0.0001}
            decimalScale={12}
            disabled={locked}
            value={fuzzy.prior ?? null}
            onNumber={(value) => onChange((now) => ({ ...now, prior: value }), 'fuzzy.prior')}
            onEmpty={() => onChange((now) => withField(now, 'prior', undefined), 'fuzzy.prior')}
            error={faultOf('prior')}
          />
        </div>
        <Switch
          label={words('ownRules')}
          description={words('ownRulesHelp')}
          disabled={locked}
          checked={train.block_on !== undefined}
          onChange={(event) => {
            const own = event.currentTarget.checked;
            onChange((now) => ({
              ...now,
              train: withField(now.train, 'block_on', own ? now.block_on : undefined),
            }));
          }}
        />
        {train.block_on ? (
          <BlockRules
            rules={train.block_on}
            path="train.block_on"
            label={words('ownRules')}
            compared={Object.keys(fuzzy.compare)}
            {...{ locked, faultOf }}
            onChange={(to, of) =>
              onChange((now) => {
                const before = now.train.block_on;
                return before ? { ...now, train: { ...now.train, block_on: to(before) } } : now;
              }, of)
            }
          />
        ) : null}
      </div>
    </details>
  );
}
