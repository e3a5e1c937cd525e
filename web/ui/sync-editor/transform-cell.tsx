'use client';

import { Button, Checkbox, Popover, Select, Stack, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { MappedType, MappedValue } from '../../../models/workspace/kinds/mapping.ts';
import { madeOf, type Normalizer, shapeOf, withMade, withShape } from './mapped-value.ts';
import css from './mapping-table.module.css';

// As records, so that none is forgotten when there is one more.
const types: Record<MappedType, true> = {
  ...{ text: true, integer: true, number: true, boolean: true, date: true, timestamp: true },
};
const normalizers: Record<Normalizer, true> = {
  ...{ trim: true, lower: true, upper: true, digits: true, email: true, phone: true, name: true },
};
const hashes = { sha256: true, md5: true } as const;

function keysOf<K extends string>(record: Record<K, unknown>): K[] {
  return Object.keys(record).filter((key): key is K => key in record);
}

interface TransformCellProps {
  value: MappedValue;
  isKey: boolean;
  onValue: (value: MappedValue) => void;
  onYaml: () => void;
}

/** What is made of a value on its way, in words; opened, all that can be. */
export function TransformCell({ value, isKey, onValue, onYaml }: TransformCellProps) {
  const words = useTranslations('syncs.editor.transform');
  const shape = shapeOf(value);
  const made = madeOf(value);
  const said = [
    shape === 'formula' || shape === 'fixed' ? words(shape) : null,
    made.normalize === undefined ? null : words(`normalizers.${made.normalize}`),
    made.hash === undefined ? null : words(`hashes.${made.hash}`),
    made.type === undefined ? null : words('asType', { type: words(`types.${made.type}`) }),
    made.required ? words('requiredShort') : null,
  ].filter((part) => part !== null);
  const text = said.length === 0 ? words('asIs') : said.join(', ');
  const select = <K extends string>(
    name: 'normalize' | 'hash' | 'type',
    options: Record<K, unknown>,
    label: (key: K) => string,
    put: (key: K | undefined) => MappedValue,
  ) => (
    <Select
      label={words(name)}
      placeholder={words('none')}
      clearable
      clearButtonProps={{ 'aria-label': words('clear') }}
      comboboxProps={{ withinPortal: false }}
      data={keysOf(options).map((key) => ({ value: key, label: label(key) }))}
      value={keysOf(options).find((key) => key === made[name]) ?? null}
      onChange={(next) => onValue(put(keysOf(options).find((key) => key === next)))}
    />
  );
  return (
    <Popover width={280} position="bottom-start" withinPortal trapFocus>
      <Popover.Target>
        <Button
          variant="subtle"
          color="gray"
          size="xs"
          className={css.transform}
          data-plain={said.length === 0 || undefined}
          aria-label={`${words('title')}: ${text}`}
        >
          {text}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="md">
          <Select
            label={words('reads')}
            allowDeselect={false}
            comboboxProps={{ withinPortal: false }}
            data={(isKey ? (['read'] as const) : (['read', 'formula', 'fixed'] as const)).map((key) => ({
              value: key,
              label: words(key),
            }))}
            value={shape === 'formula' || shape === 'fixed' ? shape : 'read'}
            onChange={(next) => {
              if (next === 'read' || next === 'formula' || next === 'fixed') onValue(withShape(value, next));
            }}
          />
          {shape === 'fixed' ? null : (
            <>
              {select(
                'normalize',
                normalizers,
                (key) => words(`normalizers.${key}`),
                (normalize) => withMade(value, { normalize }),
              )}
              {made.normalize === 'phone' ? (
                <TextInput
                  label={words('region')}
                  description={words('regionText')}
                  maxLength={2}
                  value={made.region ?? ''}
                  onChange={(event) =>
                    onValue(withMade(value, { region: event.currentTarget.value.toUpperCase() }))
                  }
                />
              ) : null}
              {select(
                'hash',
                hashes,
                (key) => words(`hashes.${key}`),
                (hash) => withMade(value, { hash }),
              )}
              {select(
                'type',
                types,
                (key) => words(`types.${key}`),
                (type) => withMade(value, { type }),
              )}
              {isKey ? null : (
                <Checkbox
                  label={words('required')}
                  checked={made.required ?? false}
                  onChange={(event) => onValue(withMade(value, { required: event.currentTarget.checked }))}
                />
              )}
            </>
          )}
          {isKey ? null : (
            <Button variant="default" size="xs" onClick={onYaml}>
              {words('asYaml')}
            </Button>
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
