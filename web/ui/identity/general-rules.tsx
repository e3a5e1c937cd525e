'use client';

import { Select, Textarea, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { Identity } from '../../../models/workspace/kinds/identity.ts';
import { NumberField } from './number-field.tsx';
import css from './rules-editor.module.css';

interface GeneralRulesProps {
  spec: Identity;
  locked: boolean;
  onChange: (fields: Partial<Identity>, of: string) => void;
}

const grains = ['second', 'hour', 'day'] as const;

/** The rules as a whole: their name, and what bounds a run. */
export function GeneralRules({ spec, locked, onChange }: GeneralRulesProps) {
  const words = useTranslations('identity.rules');
  return (
    <section className={css.section}>
      <h2>{words('general')}</h2>
      <div className={css.fields}>
        <TextInput
          label={words('name')}
          disabled={locked}
          maxLength={5000}
          value={spec.name ?? ''}
          onChange={(event) => onChange({ name: event.currentTarget.value }, 'name')}
        />
        <Textarea
          className={css.wide}
          label={words('description')}
          autosize
          minRows={1}
          maxRows={4}
          disabled={locked}
          maxLength={5000}
          value={spec.description ?? ''}
          onChange={(event) => onChange({ description: event.currentTarget.value }, 'description')}
        />
        <NumberField
          label={words('personShare')}
          description={words('personShareHelp')}
          suffix=" %"
          min={0.1}
          max={100}
          decimalScale={1}
          disabled={locked}
          value={Math.round(spec.max_person_share * 1000) / 10}
          onNumber={(share) =>
            onChange({ max_person_share: Math.round(share * 10) / 1000 }, 'max_person_share')
          }
        />
        <NumberField
          label={words('maxRounds')}
          description={words('maxRoundsHelp')}
          min={1}
          max={1000}
          allowDecimal={false}
          disabled={locked}
          value={spec.max_rounds}
          onNumber={(rounds) => onChange({ max_rounds: rounds }, 'max_rounds')}
        />
        <Select
          label={words('grain')}
          description={words('grainHelp')}
          data={grains.map((value) => ({ value, label: words(`grains.${value}`) }))}
          value={spec.order_grain}
          allowDeselect={false}
          disabled={locked}
          onChange={(value) => {
            const grain = grains.find((one) => one === value);
            if (grain) onChange({ order_grain: grain }, 'order_grain');
          }}
        />
      </div>
    </section>
  );
}
