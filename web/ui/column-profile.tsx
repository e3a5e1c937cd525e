import type { ShownProfile, ShownProfiles } from '../data/column-profiles.ts';
import css from './column-profile.module.css';
import type { TableColumn } from './data-table.tsx';
import { formatCount, formatDay, formatExact, formatShare } from './format.ts';
import { AsOf, Count, Dim, Missing } from './values.tsx';

const unknown = 'Not profiled yet; the next refresh does';

/** The rows that profiles are of, and since when they are known. */
export function ProfiledRows({ of, zone }: { of: ShownProfiles['of']; zone: string }) {
  if (of === null) return null;
  const read = formatCount(of.rows);
  const size = of.tableRows === null ? 'rows' : `of about ${formatCount(of.tableRows)} rows`;
  return (
    <Dim>
      {of.sampled ? `A sample of ${read} ${size}` : `All ${read} rows`},{' '}
      <AsOf at={of.profiledAt} zone={zone} />
    </Dim>
  );
}

/** The columns of a table that say what a column of the warehouse holds. */
export function profileCells<T>(
  profileOf: (row: T) => ShownProfile | undefined,
  zone: string,
): TableColumn<T>[] {
  return [
    {
      key: 'nulls',
      title: 'Empty',
      align: 'end',
      width: '84px',
      cell: (row) => {
        const share = profileOf(row)?.nullShare;
        if (share === undefined) return <Missing reason={unknown} />;
        if (share === null) return <Missing reason="The table has no row" />;
        return share === 0 ? <Dim>none</Dim> : formatShare(share, 1);
      },
    },
    {
      key: 'distinct',
      title: 'Distinct',
      align: 'end',
      width: '88px',
      cell: (row) => {
        const profile = profileOf(row);
        return (
          <Count value={profile?.distinct ?? null} reason={profile ? 'Lists are not counted' : unknown} />
        );
      },
    },
    {
      key: 'values',
      title: 'Values',
      clip: true,
      cell: (row) => {
        const profile = profileOf(row);
        return profile ? <ColumnValues profile={profile} zone={zone} /> : <Missing reason={unknown} />;
      },
    },
  ];
}

/** A column's commonest values as a bar of their shares, or its range, or why neither is known. */
function ColumnValues({ profile, zone }: { profile: ShownProfile; zone: string }) {
  const { distinct, kind, values, withheld } = profile;
  if (withheld === 'personal')
    return (
      <span title="Personal: its values are not kept">
        <Dim>not kept</Dim>
      </span>
    );
  if (values !== null && values.length > 0) return <Shares values={values} />;
  if (withheld === 'key') return <Dim>nearly one for each row</Dim>;
  const range = rangeOf(profile, zone);
  return range ?? (kind === 'text' && distinct ? <Dim>none is common</Dim> : <Dim>–</Dim>);
}

/** Values that have a part of the bar of their own, and those that are also written. */
const [drawn, written] = [5, 3];

function Shares({ values }: { values: NonNullable<ShownProfile['values']> }) {
  const said = values.map(({ value, share }) => `${spoken(value)} ${formatShare(share, 1)}`);
  return (
    <span className={css.shares} title={said.join('\n')}>
      <span className={css.bar} aria-hidden="true">
        {values.slice(0, drawn).map(({ value, share }) => (
          <span key={value} style={{ width: `${share * 100}%` }} />
        ))}
      </span>
      <span className={css.said}>
        {values.slice(0, written).map(({ value, share }, index) => (
          <span key={value}>
            {index > 0 ? ', ' : ''}
            {spoken(value)} <span className={css.share}>{formatShare(share, 1)}</span>
          </span>
        ))}
        {values.length > written ? ', …' : ''}
      </span>
    </span>
  );
}

const spoken = (value: string): string => (value.trim() === '' ? '“”' : value);

/** `7.16 – 3,457.75`, or the days from the first to the last; null of a column without a range. */
function rangeOf({ kind, least, greatest }: ShownProfile, zone: string): string | null {
  if (least === null || greatest === null) return null;
  const shown = (text: string): string => {
    if (kind === 'timestamp') return formatDay(text, zone);
    if (kind === 'date') return formatDay(text, 'UTC');
    return Number.isFinite(Number(text)) ? formatExact(Number(text)) : text;
  };
  return least === greatest ? shown(least) : `${shown(least)} – ${shown(greatest)}`;
}
