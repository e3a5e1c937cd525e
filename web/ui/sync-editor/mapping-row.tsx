'use client';

import { ActionIcon, Button, Select } from '@mantine/core';
import { IconAlertTriangle, IconTrash } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Field } from '../../../connectors/destinations/define.ts';
import { valueWords } from '../../../models/words/mapping.ts';
import type { MappedValue, NullPolicy } from '../../../models/workspace/kinds/mapping.ts';
import type { SourceColumn } from '../../data/sync-editor.ts';
import { madeOf, shapeOf, withMade } from './mapped-value.ts';
import css from './mapping-table.module.css';
import { SourceCell } from './source-cell.tsx';
import { TargetCell } from './target-cell.tsx';
import { TransformCell } from './transform-cell.tsx';
import { YamlDialog } from './yaml-dialog.tsx';

interface MappingRowProps {
  label: string;
  /** The destination's field; null of the key. */
  to: string | null;
  value: MappedValue;
  columns: readonly SourceColumn[] | null;
  fields: readonly Field[] | null;
  taken?: readonly string[];
  /** What a null does where the field does not say so itself. */
  nulls: NullPolicy;
  sample: unknown;
  problem: string | null;
  onValue: (value: MappedValue) => void;
  onRename?: (to: string) => void;
  onRemove?: () => void;
}

const policies: NullPolicy[] = ['send', 'skip', 'clear'];

/** One field of a mapping. What a row cannot show in full is shown in words, and edited as its YAML. */
export function MappingRow(props: MappingRowProps) {
  const { label, to, value, columns, fields, taken = [], nulls, sample, problem, onValue } = props;
  const words = useTranslations('syncs.editor.mapping');
  const [asYaml, setAsYaml] = useState(false);
  const nested = shapeOf(value) === 'nested';
  const shown = sample === undefined ? null : sample === null ? words('null') : textOf(sample);
  return (
    <fieldset className={css.row} aria-label={label}>
      {nested ? (
        <span className={css.nested} title={valueWords(value)}>
          <code>{valueWords(value)}</code>
          <Button variant="subtle" size="compact-xs" onClick={() => setAsYaml(true)}>
            {words('editYaml')}
          </Button>
        </span>
      ) : (
        <SourceCell value={value} columns={columns} onValue={onValue} />
      )}
      {nested ? (
        <span className={css.dim}>{words('nested')}</span>
      ) : (
        <TransformCell value={value} isKey={to === null} onValue={onValue} onYaml={() => setAsYaml(true)} />
      )}
      {to === null ? (
        <span className={css.key}>{words('keyTarget')}</span>
      ) : (
        <TargetCell to={to} fields={fields} taken={taken} onRename={(next) => props.onRename?.(next)} />
      )}
      {to === null || nested || shapeOf(value) === 'fixed' ? (
        <span />
      ) : (
        <Select
          aria-label={words('empty')}
          size="xs"
          allowDeselect={false}
          rightSectionWidth={22}
          comboboxProps={{ width: 220, position: 'bottom-start' }}
          data={[
            { value: 'sync', label: words('asSync', { policy: words(`policies.${nulls}`) }) },
            ...policies.map((policy) => ({ value: policy, label: words(`policies.${policy}`) })),
          ]}
          value={madeOf(value).nulls ?? 'sync'}
          onChange={(next) => onValue(withMade(value, { nulls: policies.find((policy) => policy === next) }))}
        />
      )}
      <span className={css.sample} title={shown ?? undefined} data-empty={sample === null}>
        {shown}
      </span>
      {props.onRemove === undefined ? (
        <span />
      ) : (
        <ActionIcon aria-label={words('remove', { field: to ?? '' })} onClick={props.onRemove}>
          <IconTrash size={16} stroke={1.5} />
        </ActionIcon>
      )}
      {problem === null ? null : (
        <span className={css.problem}>
          <IconAlertTriangle size={14} stroke={1.75} aria-hidden="true" /> {problem}
        </span>
      )}
      {asYaml ? (
        <YamlDialog
          title={words('yamlOf', { field: to ?? '' })}
          value={value}
          onClose={() => setAsYaml(false)}
          onValue={(next) => {
            onValue(next);
            setAsYaml(false);
          }}
        />
      ) : null}
    </fieldset>
  );
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
