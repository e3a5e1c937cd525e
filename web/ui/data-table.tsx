import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import css from './data-table.module.css';
import { Go } from './go.tsx';
import { TableCsv } from './table-csv.tsx';

export interface TableColumn<T> {
  key: string;
  title: ReactNode;
  cell: (row: T) => ReactNode;
  /** Numbers and ages stand at the end, so that their digits align. */
  align?: 'end';
  /** A CSS width; a column that clips takes what is left. */
  width?: string;
  /** Cuts long content off with an ellipsis. */
  clip?: boolean;
  sortable?: boolean;
  /** Leaves the column out where there is no room: below 1200 or below 992 pixels. */
  from?: 'wide' | 'roomy';
}

interface TableSort {
  by: string;
  direction: 'asc' | 'desc';
  /** Address of the same list sorted so. */
  href: (by: string, direction: 'asc' | 'desc') => string;
}

interface DataTableProps<T> {
  /** Says what the table lists, for those who do not see its heading. */
  caption: string;
  columns: readonly TableColumn<T>[];
  rows: readonly T[];
  /** What tells a row apart: its place where rows have nothing else. */
  rowKey: (row: T, place: number) => string;
  sort?: TableSort;
  /** Rows whose first cell holds a `RowLink` light up as a whole. */
  linked?: boolean;
  comfortable?: boolean;
  /** The address of all rows as CSV, where these are a page of them; without it, these rows become the file. */
  csv?: string;
  /** For tables with as many columns as their data: scrolls sideways inside its frame. */
  scroll?: boolean;
}

const classes = (...names: (string | undefined | false)[]) => names.filter(Boolean).join(' ');

const cellClass = <T,>(column: TableColumn<T>) =>
  classes(
    column.align === 'end' && css.end,
    column.from === 'wide' && css.wideOnly,
    column.from === 'roomy' && css.roomyOnly,
  );

function HeaderCell<T>({ column, sort }: { column: TableColumn<T>; sort?: TableSort }) {
  if (!sort || !column.sortable) return column.title;
  const active = sort.by === column.key;
  const next = active ? (sort.direction === 'asc' ? 'desc' : 'asc') : column.align === 'end' ? 'desc' : 'asc';
  const Icon = (active ? sort.direction : next) === 'asc' ? IconArrowUp : IconArrowDown;
  const icon = <Icon size={14} stroke={1.75} aria-hidden="true" />;
  return (
    <Go className={css.sort} data-active={active} href={sort.href(column.key, next)} scroll={false} replace>
      {column.align === 'end' ? icon : null}
      {column.title}
      {column.align === 'end' ? null : icon}
    </Go>
  );
}

/** A table of rows, drawn on the server: sorting and paging are links, so that they survive reload and Back. */
export function DataTable<T>({
  caption,
  columns,
  rows,
  rowKey,
  sort,
  linked,
  comfortable,
  scroll,
  csv,
}: DataTableProps<T>) {
  const ariaSort = (column: TableColumn<T>) =>
    sort && column.sortable && sort.by === column.key
      ? sort.direction === 'asc'
        ? 'ascending'
        : 'descending'
      : undefined;
  const frame = scroll
    ? { className: classes(css.frame, css.scroll), role: 'region', tabIndex: 0, 'aria-label': caption }
    : { className: css.frame };
  return (
    <div className={css.place}>
      <div {...frame}>
        <table className={classes(css.table, linked && css.linked, comfortable && css.comfortable)}>
          <caption>{caption}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <th
                  key={column.key}
                  scope="col"
                  className={cellClass(column)}
                  style={{ width: column.width }}
                  aria-sort={ariaSort(column)}
                >
                  <HeaderCell column={column} sort={sort} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, place) => (
              <tr key={rowKey(row, place)}>
                {columns.map((column) => (
                  <td
                    key={column.key}
                    className={classes(cellClass(column), column.clip ? css.clip : css.nowrap)}
                    data-numeric={column.align === 'end' || undefined}
                  >
                    {column.clip ? <div>{column.cell(row)}</div> : column.cell(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <TableCsv name={caption} whole={csv} />
    </div>
  );
}

interface RowLinkProps {
  href: string;
  children: ReactNode;
  title?: string;
  /** What it leads to is shown already. */
  current?: boolean;
  /** False where it opens beside the list, which then stays where it is. */
  scroll?: boolean;
}

/** The link that stands for a whole row. */
export function RowLink({ href, children, title, current, scroll }: RowLinkProps) {
  return (
    <Go
      className={css.rowLink}
      href={href}
      title={title}
      aria-current={current ? 'true' : undefined}
      scroll={scroll}
    >
      {children}
    </Go>
  );
}
