import { useTranslations } from 'next-intl';
import type { ShownProfile, ShownProfiles } from '../data/column-profiles.ts';
import { useFormats } from '../i18n/use-formats.ts';
import css from './column-profile.module.css';
import type { TableColumn } from './data-table.tsx';
import type { Formats } from './format.ts';
import { AsOf, Count, Dim, Missing } from './values.tsx';

/** The rows that profiles are of, and since when they are known. */
export function ProfiledRows({ of, zone }: { of: ShownProfiles['of']; zone: string }) {
  const format = useFormats();
  const words = useTranslations('sources.profile');
  if (of === null) return null;
  const read = format.count(of.rows);
  const said = !of.sampled
    ? words('all', { read })
    : of.tableRows === null
      ? words('sample', { read })
      : words('sampleOf', { read, rows: format.count(of.tableRows) });
  return (
    <Dim>
      {said}, <AsOf at={of.profiledAt} zone={zone} />
    </Dim>
  );
}

type Key = 'empty' | 'distinct' | 'values';

function Title({ of }: { of: Key }) {
  return useTranslations('sources.profile')(of);
}

function Unknown() {
  return <Missing reason={useTranslations('sources.profile')('unknown')} />;
}

function Nulls({ profile }: { profile: ShownProfile | undefined }) {
  const format = useFormats();
  const words = useTranslations('sources.profile');
  const share = profile?.nullShare;
  if (share === undefined) return <Unknown />;
  if (share === null) return <Missing reason={words('noRow')} />;
  return share === 0 ? <Dim>{words('none')}</Dim> : format.share(share, 1);
}

function Distinct({ profile }: { profile: ShownProfile | undefined }) {
  const words = useTranslations('sources.profile');
  return <Count value={profile?.distinct ?? null} reason={words(profile ? 'lists' : 'unknown')} />;
}

/** The columns of a table that say what a column of the warehouse holds. */
export function profileCells<T>(
  profileOf: (row: T) => ShownProfile | undefined,
  zone: string,
): TableColumn<T>[] {
  return [
    {
      key: 'nulls',
      title: <Title of="empty" />,
      align: 'end',
      width: '84px',
      cell: (row) => <Nulls profile={profileOf(row)} />,
    },
    {
      key: 'distinct',
      title: <Title of="distinct" />,
      align: 'end',
      width: '88px',
      cell: (row) => <Distinct profile={profileOf(row)} />,
    },
    {
      key: 'values',
      title: <Title of="values" />,
      clip: true,
      cell: (row) => {
        const profile = profileOf(row);
        return profile ? <ColumnValues profile={profile} zone={zone} /> : <Unknown />;
      },
    },
  ];
}

/** A column's commonest values as a bar of their shares, or its range, or why neither is known. */
function ColumnValues({ profile, zone }: { profile: ShownProfile; zone: string }) {
  const format = useFormats();
  const words = useTranslations('sources.profile');
  const { distinct, kind, values, withheld } = profile;
  if (withheld === 'personal')
    return (
      <span title={words('personalTitle')}>
        <Dim>{words('personal')}</Dim>
      </span>
    );
  if (values !== null && values.length > 0) return <Shares values={values} />;
  if (withheld === 'key') return <Dim>{words('key')}</Dim>;
  const range = rangeOf(format, profile, zone);
  return range ?? (kind === 'text' && distinct ? <Dim>{words('uncommon')}</Dim> : <Dim>–</Dim>);
}

/** Values that have a part of the bar of their own, and those that are also written. */
const [drawn, written] = [5, 3];

function Shares({ values }: { values: NonNullable<ShownProfile['values']> }) {
  const format = useFormats();
  const said = values.map(({ value, share }) => `${spoken(value)} ${format.share(share, 1)}`);
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
            {spoken(value)} <span className={css.share}>{format.share(share, 1)}</span>
          </span>
        ))}
        {values.length > written ? ', …' : ''}
      </span>
    </span>
  );
}

const spoken = (value: string): string => (value.trim() === '' ? '“”' : value);

/** `7.16 – 3,457.75`, or the days from the first to the last; null of a column without a range. */
function rangeOf(format: Formats, { kind, least, greatest }: ShownProfile, zone: string): string | null {
  if (least === null || greatest === null) return null;
  const shown = (text: string): string => {
    if (kind === 'timestamp') return format.day(text, zone);
    if (kind === 'date') return format.day(text, 'UTC');
    return Number.isFinite(Number(text)) ? format.exact(Number(text)) : text;
  };
  return least === greatest ? shown(least) : `${shown(least)} – ${shown(greatest)}`;
}
