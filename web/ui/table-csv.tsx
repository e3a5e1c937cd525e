'use client';

import { ActionIcon } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useLocale, useTranslations } from 'next-intl';
import { cellValue, type ShownCell } from '../words/table-csv.ts';
import css from './data-table.module.css';

const shownCell = (cell: HTMLTableCellElement): ShownCell => ({
  text: cell.textContent ?? '',
  time: cell.querySelector('time')?.dateTime,
  title: cell.querySelector<HTMLElement>('[title]')?.title,
  missing: cell.querySelector('[data-missing]') !== null,
  numeric: cell.dataset.numeric !== undefined,
});

/** Downloads the rows of a table that are on the page. */
async function download(table: HTMLTableElement, name: string, locale: string): Promise<void> {
  const { stringify } = await import('csv-stringify/browser/esm/sync');
  const rows = [...table.rows].map((row) => [...row.cells].map((cell) => cellValue(shownCell(cell), locale)));
  // As of the exports of whole lists: a spreadsheet would run a name that begins with an equals sign.
  const address = URL.createObjectURL(
    new Blob([stringify(rows, { escape_formulas: true })], { type: 'text/csv' }),
  );
  const link = Object.assign(document.createElement('a'), { href: address, download: `${name}.csv` });
  link.click();
  URL.revokeObjectURL(address);
}

interface TableCsvProps {
  /** What the table lists. */
  name: string;
  /** The address of the whole list, where the page shows a part of it. */
  whole?: string;
}

/** A button over the corner of a table, by which it becomes a file. */
export function TableCsv({ name, whole }: TableCsvProps) {
  const locale = useLocale();
  const words = useTranslations('common.csv');
  const label = words(whole === undefined ? 'shown' : 'whole', { name });
  const look = {
    ...{ className: css.csv, variant: 'default', size: 20, title: label, 'aria-label': label },
    children: <IconDownload size={12} stroke={1.5} aria-hidden="true" />,
  };
  return whole === undefined ? (
    <ActionIcon
      {...look}
      onClick={(event) => {
        const table = event.currentTarget.parentElement?.querySelector('table');
        if (table) void download(table, name, locale);
      }}
    />
  ) : (
    <ActionIcon component="a" href={whole} download {...look} />
  );
}
