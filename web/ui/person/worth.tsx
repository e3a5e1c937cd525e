import { getTranslations } from 'next-intl/server';
import type { AgentView } from '../../../models/profiles/agent-view.ts';
import { humanise } from '../../../models/words/names.ts';
import type { Person, PersonTrait } from '../../data/person.ts';
import type { PersonRow } from '../../data/person-rows.ts';
import { getFormats } from '../../i18n/get-formats.ts';
import { Go } from '../go.tsx';
import { Empty } from '../notes.tsx';
import type { Paths } from '../paths.ts';
import { traitValue } from '../trait-value.ts';
import { Masked, Missing, Tile, Tiles, Time } from '../values.tsx';
import css from './person.module.css';

/** The most numbers that one takes in at a glance. */
const mostTiles = 6;

/** What scores mean, where the trait says it: an RFM of 242 is someone at risk. */
const namedGroup = ({ further }: PersonTrait): string | null =>
  further.find(({ suffix }) => suffix === 'group')?.value ?? null;

interface WorthProps {
  view: AgentView;
  traits: PersonTrait[];
  person: Person | null;
  paths: Paths;
  zone: string;
}

/** What the person is worth and how they stand: sums of money, then tiers, stages and groups. */
export async function Worth({ view, traits, person, paths, zone }: WorthProps) {
  const format = await getFormats();
  const words = await getTranslations('profiles.summary');
  const bySlug = new Map(traits.map((trait) => [trait.slug, trait]));
  const tiers = (person?.golden ?? []).filter(({ name }) => view.tiers.includes(name));
  const shown = [...view.value, ...view.standing].flatMap(({ slug }) => bySlug.get(slug) ?? []);
  return (
    <Tiles>
      {tiers.map((one) => (
        <Tile
          key={one.name}
          label={one.title}
          value={
            one.masked ? (
              <Masked />
            ) : one.value === null ? (
              <Missing reason={words('noSource')} />
            ) : (
              humanise(one.value)
            )
          }
        />
      ))}
      {shown.slice(0, mostTiles - tiers.length).map((trait) => (
        <Tile
          key={trait.slug}
          label={trait.name}
          href={paths.trait(trait.slug)}
          value={
            trait.masked ? (
              <Masked />
            ) : trait.value === null ? (
              <Missing reason={words('noValue')} />
            ) : trait.kind === 'text' ? (
              humanise(namedGroup(trait) ?? trait.value)
            ) : (
              traitValue(format, trait.value, trait.kind, zone)
            )
          }
        />
      ))}
    </Tiles>
  );
}

interface RowsProps {
  rows: PersonRow[];
  paths: Paths;
  weftId: string;
  zone: string;
}

function Says({ row }: { row: PersonRow }) {
  return (
    <span className={css.says}>{row.says.map(({ value }) => humanise(value).toLowerCase()).join(' · ')}</span>
  );
}

export async function Bought({ rows, paths, weftId, zone }: RowsProps) {
  const format = await getFormats();
  const words = await getTranslations('profiles.summary');
  if (rows.length === 0) return <Empty quiet>{words('noOrders')}</Empty>;
  return (
    <ul className={css.list}>
      {rows.map((row) => (
        <li key={`${row.entity}/${row.key.join('/')}`} className={css.bought}>
          <Time at={row.at} zone={zone} />
          <span className={css.what}>
            <Go href={paths.record(weftId, { kind: 'entity', slug: row.entity, key: row.key })}>
              {row.entityName}
            </Go>{' '}
            <Says row={row} />
          </span>
          <span className={css.amount}>
            {row.amount === null ? <Missing reason={words('noValue')} /> : format.money(Number(row.amount))}
          </span>
        </li>
      ))}
    </ul>
  );
}

export async function Tickets({ rows, paths, weftId, zone }: RowsProps) {
  const words = await getTranslations('profiles.summary');
  if (rows.length === 0) return <Empty quiet>{words('noTickets')}</Empty>;
  return (
    <ul className={css.list}>
      {rows.map((row) => (
        <li key={`${row.entity}/${row.key.join('/')}`}>
          <span>
            <Go href={paths.record(weftId, { kind: 'entity', slug: row.entity, key: row.key })}>
              {row.key.join(' ')}
            </Go>{' '}
            <Says row={row} />
          </span>
          <span className={css.since}>
            {words.rich('opened', { time: () => <Time key="time" at={row.at} zone={zone} /> })}
          </span>
        </li>
      ))}
    </ul>
  );
}
