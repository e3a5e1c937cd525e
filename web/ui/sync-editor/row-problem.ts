import type { useTranslations } from 'next-intl';
import type { Field } from '../../../connectors/destinations/define.ts';
import type { MappedValue } from '../../../models/workspace/kinds/mapping.ts';
import type { SourceColumn } from '../../data/sync-editor.ts';
import { madeOf, missingColumn, shapeOf, sourceText } from './mapped-value.ts';

interface Known {
  columns: readonly SourceColumn[] | null;
  fields: readonly Field[] | null;
}

const numbers = ['integer', 'decimal', 'double'];

/** What is wrong with a row as far as both sides are known, in words; null where nothing is. */
export function rowProblem(
  to: string,
  value: MappedValue,
  { columns, fields }: Known,
  words: ReturnType<typeof useTranslations<'syncs.editor.mapping'>>,
): string | null {
  if (shapeOf(value) !== 'nested' && shapeOf(value) !== 'fixed' && sourceText(value).trim() === '')
    return words('noSource');
  const missing = columns === null ? null : missingColumn(value, new Set(columns.map(({ name }) => name)));
  if (missing !== null) return words('noColumn', { name: missing });
  const field = fields?.find(({ name }) => name === to);
  if (fields !== null && field === undefined) return words('noField', { name: to });
  const column = columns?.find(({ name }) => shapeOf(value) === 'column' && name === sourceText(value));
  if (field === undefined || column === undefined || madeOf(value).type !== undefined) return null;
  const isNumber = field.type === 'integer' || field.type === 'number';
  if (isNumber && !numbers.includes(column.kind))
    return words('typeDiffers', { from: column.kind, to: field.type });
  if (field.type === 'boolean' && column.kind !== 'boolean')
    return words('typeDiffers', { from: column.kind, to: field.type });
  return null;
}
