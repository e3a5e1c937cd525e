'use client';

import { ActionIcon, Button, Select } from '@mantine/core';
import { IconPlus, IconTrash, IconX } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { humanise } from '../../../models/words/names.ts';
import type { BlockColumn, BlockRule } from '../../../models/workspace/kinds/fuzzy.ts';
import { blockColumnName } from '../../../models/workspace/kinds/fuzzy-levels.ts';
import { blockColumn, firstOf } from './fuzzy-edits.ts';
import { NumberField } from './number-field.tsx';
import css from './rules-editor.module.css';

interface BlockRulesProps {
  rules: readonly BlockRule[];
  /** Of the rules within `fuzzy`. */
  path: 'block_on' | 'train.block_on';
  label: string;
  /** The compared columns, by which a rule may be. */
  compared: readonly string[];
  locked: boolean;
  faultOf: (path: string) => string | null;
  onChange: (to: (rules: BlockRule[]) => BlockRule[], of?: string) => void;
}

/** Which pairs are compared at all: those that agree in every column of one of these rules. */
export function BlockRules({ rules, path, label, compared, locked, faultOf, onChange }: BlockRulesProps) {
  const words = useTranslations('identity.fuzzy');
  const fault = faultOf(path);
  const inRule = (place: number, to: (rule: BlockRule) => BlockRule, of?: string) =>
    onChange(
      (now) => now.map((rule, at) => (at === place ? to(rule) : rule)),
      of && `fuzzy.${path}.${place}.${of}`,
    );
  const [first] = compared;
  return (
    <>
      <ol className={css.types} aria-label={label}>
        {rules.map((rule, place) => {
          const free = compared.filter((name) => !rule.some((column) => blockColumnName(column) === name));
          const [next] = free;
          const ruleFault = faultOf(`${path}[${place}]`);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a rule has no identity but its place
            <li key={place} className={css.block} aria-label={words('rule', { place: place + 1 })}>
              <span className={css.place}>{place + 1}</span>
              <div className={css.blockColumns}>
                {rule.map((column, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a column may be meant twice while it is edited
                  <div key={at} className={css.blockColumn}>
                    {at === 0 ? null : <span className={css.and}>{words('and')}</span>}
                    <BlockColumnFields
                      column={column}
                      rule={place + 1}
                      compared={compared}
                      free={free}
                      locked={locked}
                      fault={faultOf(`${path}[${place}][${at}]`)}
                      onChange={(to, of) => inRule(place, (now) => now.with(at, to), of && `${at}.${of}`)}
                      onRemove={
                        rule.length > 1 ? () => inRule(place, (now) => now.toSpliced(at, 1)) : undefined
                      }
                    />
                  </div>
                ))}
                {locked || next === undefined ? null : (
                  <Button
                    variant="subtle"
                    size="compact-sm"
                    className={css.addColumn}
                    aria-label={words('addColumnTo', { place: place + 1 })}
                    leftSection={<IconPlus size={14} stroke={1.5} aria-hidden="true" />}
                    onClick={() => inRule(place, (now) => [...now, next])}
                  >
                    {words('addColumn')}
                  </Button>
                )}
                {ruleFault === null ? null : (
                  <p className={css.fault} role="alert">
                    {ruleFault}
                  </p>
                )}
              </div>
              {locked || rules.length === 1 ? null : (
                <ActionIcon
                  aria-label={words('removeRule', { place: place + 1 })}
                  onClick={() => onChange((now) => now.toSpliced(place, 1))}
                >
                  <IconTrash size={16} stroke={1.5} />
                </ActionIcon>
              )}
            </li>
          );
        })}
      </ol>
      {fault === null ? null : (
        <p className={css.fault} role="alert">
          {fault}
        </p>
      )}
      {locked || first === undefined ? null : (
        <Button
          variant="default"
          size="xs"
          className={css.add}
          leftSection={<IconPlus size={14} stroke={1.5} aria-hidden="true" />}
          onClick={() => onChange((now) => [...now, [first]])}
        >
          {words('addRule')}
        </Button>
      )}
    </>
  );
}

interface BlockColumnFieldsProps {
  column: BlockColumn;
  /** The number of its rule. */
  rule: number;
  compared: readonly string[];
  /** Those that the rule does not name. */
  free: readonly string[];
  locked: boolean;
  fault: string | null;
  onChange: (to: BlockColumn, of?: string) => void;
  /** Absent of a rule's only column. */
  onRemove: (() => void) | undefined;
}

/** A compared column, whole or its first characters; one that is compared no longer says so. */
function BlockColumnFields(props: BlockColumnFieldsProps) {
  const { column, rule, compared, free, locked, onChange } = props;
  const words = useTranslations('identity.fuzzy');
  const name = blockColumnName(column);
  const title = humanise(name);
  const known = compared.includes(name);
  const offered = [...new Set([name, ...compared.filter((one) => free.includes(one))])];
  return (
    <>
      <Select
        aria-label={words('columnOf', { place: rule, column: title })}
        className={css.blockName}
        data={offered.map((value) => ({ value, label: humanise(value) }))}
        value={name}
        allowDeselect={false}
        disabled={locked}
        error={known ? props.fault : words('notCompared')}
        onChange={(value) => {
          if (value !== null) onChange(blockColumn(value, firstOf(column)));
        }}
      />
      <NumberField
        aria-label={words('firstOf', { place: rule, column: title })}
        className={css.blockFirst}
        placeholder={words('whole')}
        prefix={words('firstPrefix')}
        min={1}
        max={1000}
        allowDecimal={false}
        disabled={locked}
        value={firstOf(column)}
        onNumber={(first) => onChange(blockColumn(name, first), 'first')}
        onEmpty={() => onChange(blockColumn(name, null), 'first')}
      />
      {locked || !props.onRemove ? null : (
        <ActionIcon
          className={css.blockRemove}
          aria-label={words('removeColumn', { place: rule, column: title })}
          onClick={props.onRemove}
        >
          <IconX size={16} stroke={1.5} />
        </ActionIcon>
      )}
    </>
  );
}
