'use client';

import { Checkbox, Select, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { columnDeclaration } from '../../../models/workspace/kinds/shared.ts';
import type { Source } from '../../../models/workspace/kinds/source.ts';
import type { RelationColumn } from '../../data/relation-editing.ts';
import { DataTable } from '../data-table.tsx';
import { Dim, Id } from '../values.tsx';

type Declarations = Source['columns'];
type Declaration = Declarations[string];

const kinds = columnDeclaration.shape.kind.unwrap().options;

/** A declaration without what says nothing; undefined where nothing is left. */
function kept(declaration: Declaration): Declaration | undefined {
  const said = {
    ...(declaration.kind === undefined ? {} : { kind: declaration.kind }),
    ...(declaration.personal === undefined ? {} : { personal: declaration.personal }),
    ...(declaration.description ? { description: declaration.description } : {}),
  };
  return Object.keys(said).length === 0 ? undefined : said;
}

/** What is said of each column: its kind, whether it is personal, and what it means. */
export function ColumnRows({
  columns,
  declared,
  identifying,
  onChange,
}: {
  columns: readonly RelationColumn[];
  declared: Declarations;
  /** Columns that carry identifiers: those are personal whatever is said. */
  identifying: ReadonlySet<string>;
  onChange: (to: (declared: Declarations) => Declarations, of: string) => void;
}) {
  const words = useTranslations('sources.editor');
  const known = new Set(columns.map(({ name }) => name));
  // What is declared of a column that the warehouse has no more is shown, so that it can be taken back.
  const gone = Object.keys(declared)
    .filter((name) => !known.has(name))
    .map((name): RelationColumn => ({ name, kind: 'text', type: words('gone') }));
  const change = (name: string, to: (before: Declaration) => Declaration) =>
    onChange(({ [name]: before = {}, ...others }) => {
      const now = kept(to(before));
      return now === undefined ? others : { ...others, [name]: now };
    }, `columns.${name}`);
  return (
    <DataTable
      caption={words('columns')}
      rows={[...columns, ...gone]}
      rowKey={({ name }) => name}
      columns={[
        {
          key: 'name',
          title: words('column'),
          width: '24%',
          clip: true,
          cell: ({ name, type }) => (
            <span title={`${name}, ${type}`}>
              <Id>{name}</Id> <Dim>{type}</Dim>
            </span>
          ),
        },
        {
          key: 'kind',
          title: words('kind'),
          width: '150px',
          cell: ({ name }) => (
            <Select
              size="xs"
              aria-label={words('kindOf', { column: name })}
              data={kinds}
              value={declared[name]?.kind ?? null}
              onChange={(kind) => {
                const chosen = kinds.find((one) => one === kind);
                change(name, ({ kind: _, ...rest }) =>
                  chosen === undefined ? rest : { ...rest, kind: chosen },
                );
              }}
              placeholder={words('byType')}
              clearable
            />
          ),
        },
        {
          key: 'personal',
          title: words('personal'),
          width: '90px',
          cell: ({ name }) => (
            <Checkbox
              aria-label={words('personalOf', { column: name })}
              title={identifying.has(name) ? words('identifying') : undefined}
              checked={identifying.has(name) || declared[name]?.personal === true}
              disabled={identifying.has(name)}
              onChange={(event) => {
                const { checked } = event.currentTarget;
                change(name, ({ personal: _, ...rest }) => (checked ? { ...rest, personal: true } : rest));
              }}
            />
          ),
        },
        {
          key: 'description',
          title: words('means'),
          cell: ({ name }) => (
            <TextInput
              size="xs"
              aria-label={words('meaningOf', { column: name })}
              value={declared[name]?.description ?? ''}
              onChange={(event) => {
                const description = event.currentTarget.value;
                change(name, (before) => ({ ...before, description }));
              }}
            />
          ),
        },
      ]}
    />
  );
}
