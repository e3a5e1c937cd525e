'use client';

import { useTranslations } from 'next-intl';
import type { MappedValue } from '../../../models/workspace/kinds/mapping.ts';
import { faultsBelow } from '../editor/fault-of.ts';
import { singleOf } from './key-value.ts';
import { renamed } from './mapped-value.ts';
import { MappingRow } from './mapping-row.tsx';
import css from './mapping-table.module.css';
import { NewField } from './new-field.tsx';
import type { PartProps } from './part-props.ts';
import { rowProblem } from './row-problem.ts';

interface MappingTableProps extends PartProps {
  /** What the mapping made of one row, by field. */
  sample: Record<string, unknown> | null;
}

/** The fields of a mapping, one a row: where each comes from, what is made of it, and where it goes. */
export function MappingTable({ editor, sides, sample }: MappingTableProps) {
  const words = useTranslations('syncs.editor.mapping');
  const { spec, change, problems } = editor;
  const columns = sides.columns.data;
  const fields = sides.fields.data?.fields ?? null;
  const saved = faultsBelow(problems, 'map');
  const put = (map: Record<string, MappedValue>, of?: string) => change((now) => ({ ...now, map }), of);
  const problemOf = (to: string, value: MappedValue) =>
    saved(to) ??
    saved(`${to}.column`) ??
    saved(`${to}.template`) ??
    saved(`${to}.formula`) ??
    rowProblem(to, value, { columns, fields }, words);
  const lacking = (fields ?? []).filter(
    ({ name, required, identity }) => required && !identity && spec.mode !== 'update' && !(name in spec.map),
  );
  return (
    <section className={css.table} aria-label={words('caption')}>
      <div className={css.head} aria-hidden="true">
        <span>{words('source')}</span>
        <span>{words('transform')}</span>
        <span>{words('target')}</span>
        <span>{words('empty')}</span>
        <span>{words('sample')}</span>
      </div>
      <MappingRow
        label={words('key')}
        to={null}
        value={spec.key}
        columns={columns}
        fields={fields}
        nulls={spec.nulls}
        sample={undefined}
        problem={
          faultsBelow(problems, '')('key') ?? rowProblem('', spec.key, { columns, fields: null }, words)
        }
        onValue={(value) => change((now) => ({ ...now, key: singleOf(value, now.key) }), 'key')}
      />
      {Object.entries(spec.map).map(([to, value], place) => (
        <MappingRow
          // biome-ignore lint/suspicious/noArrayIndexKey: a field keeps its place while it is renamed
          key={place}
          label={words('rowOf', { field: to })}
          to={to}
          value={value}
          columns={columns}
          fields={fields}
          taken={Object.keys(spec.map)}
          nulls={spec.nulls}
          sample={sample === null ? undefined : sample[to]}
          problem={problemOf(to, value)}
          onValue={(next) => put({ ...spec.map, [to]: next }, `map.${to}`)}
          onRename={(next) => put(renamed(spec.map, to, next))}
          onRemove={() => put(Object.fromEntries(Object.entries(spec.map).filter(([name]) => name !== to)))}
        />
      ))}
      <NewField
        columns={columns}
        fields={fields}
        taken={Object.keys(spec.map)}
        onAdd={(to, value) => put({ ...spec.map, [to]: value })}
      />
      {lacking.length === 0 ? null : (
        <p className={css.lacking} role="status">
          {words('lacking', { names: lacking.map(({ name }) => name).join(', ') })}
        </p>
      )}
    </section>
  );
}
