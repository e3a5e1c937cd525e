import { useTranslations } from 'next-intl';
import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import { DataTable, type TableColumn } from './data-table.tsx';
import { Go } from './go.tsx';
import { Empty, Note } from './notes.tsx';
import { Masked, Missing } from './values.tsx';

interface SampleProps {
  columns: readonly { name: string; kind: ColumnKind; masked: boolean; role?: string | null }[];
  rows: readonly Record<string, string | null>[];
  /** Where personal values are shown, for those who may see them. */
  reveal?: string | null;
  /** The caption of the table, where it is no sample. */
  caption?: string;
}

const longest = 60;
const numbers: readonly ColumnKind[] = ['integer', 'decimal', 'double'];

type Numbered = { place: number; row: Record<string, string | null> };

/** Rows as the warehouse has them; of a masked column only that there is a value. */
export function SampleRows({ columns, rows, reveal = null, caption }: SampleProps) {
  const words = useTranslations('sources.sample');
  if (rows.length === 0) return <Empty>{words('none')}</Empty>;
  const masked = columns.some((column) => column.masked);
  return (
    <>
      <DataTable
        caption={caption ?? words('caption')}
        scroll
        rows={rows.map((row, place): Numbered => ({ place, row }))}
        rowKey={({ place }) => String(place)}
        columns={columns.map(
          (column): TableColumn<Numbered> => ({
            key: column.name,
            title: column.name,
            align: numbers.includes(column.kind) && !column.role ? 'end' : undefined,
            cell: ({ row }) => {
              const value = row[column.name] ?? null;
              if (value === null) return <Missing reason={words('null')} />;
              if (value === '•••') return <Masked />;
              return value.length > longest ? <span title={value}>{value.slice(0, longest)}…</span> : value;
            },
          }),
        )}
      />
      {masked ? (
        <Note>
          {words('masked')} {reveal === null ? null : <Go href={reveal}>{words('reveal')}</Go>}
        </Note>
      ) : null}
    </>
  );
}
