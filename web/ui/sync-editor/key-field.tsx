'use client';

import { Autocomplete } from '@mantine/core';
import { faultsBelow } from '../editor/fault-of.ts';
import { singleOf } from './key-value.ts';
import { sourceText, withSource } from './mapped-value.ts';
import type { PartProps } from './part-props.ts';

/** The column, or the template, by which a row is named at the destination. */
export function KeyField({
  editor: { spec, change, problems },
  sides,
  label,
  description,
}: PartProps & { label: string; description?: string }) {
  return (
    <Autocomplete
      label={label}
      description={description}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      data={(sides.columns.data ?? []).map(({ name }) => name)}
      limit={50}
      value={sourceText(spec.key)}
      error={faultsBelow(problems, '')('key')}
      onChange={(text) =>
        change((now) => ({ ...now, key: singleOf(withSource(now.key, text), now.key) }), 'key')
      }
    />
  );
}
