import { getTranslations } from 'next-intl/server';
import { humanise } from '../../../models/words/names.ts';
import type { Trait } from '../../../models/workspace/kinds/trait.ts';
import type { PersonSegment, PersonTrait } from '../../data/person.ts';
import { getFormats } from '../../i18n/get-formats.ts';
import { Go } from '../go.tsx';
import { Empty } from '../notes.tsx';
import type { Paths } from '../paths.ts';
import { traitValue } from '../trait-value.ts';
import { Facts, Masked, Missing, Panel, Time } from '../values.tsx';
import css from './person.module.css';

type Said = (suffix: string) => string | null;

const saidOf =
  ({ further }: PersonTrait): Said =>
  (suffix) =>
    further.find((one) => one.suffix === suffix)?.value ?? null;

/** Why an offer is made, by the kind of trait that makes it. */
async function reasonOf(trait: Trait, said: Said): Promise<string[]> {
  const format = await getFormats();
  const words = await getTranslations('profiles.summary');
  const [because, lift, support] = [said('because'), said('lift'), said('support')];
  if (trait.next_best !== undefined) {
    return [
      ...(because === null ? [] : [words('because', { item: humanise(because) })]),
      ...(lift === null || support === null
        ? []
        : [words('together', { lift: format.measure(Number(lift)), support: Number(support) })]),
    ];
  }
  if (trait.recommended !== undefined) {
    const category = said('category');
    const next = said('2');
    return [
      ...(category === null ? [] : [words('inCategory', { category: humanise(category) })]),
      ...(next === null ? [] : [words('then', { item: humanise(next) })]),
    ];
  }
  const share = said('share');
  const second = said('second');
  return [
    ...(share === null ? [] : [words('share', { share: format.share(Number(share), 1) })]),
    ...(second === null ? [] : [words('then', { item: humanise(second) })]),
  ];
}

interface OffersProps {
  declared: readonly Trait[];
  traits: PersonTrait[];
  paths: Paths;
}

/** What to propose to the person, and why it. */
export async function Offers({ declared, traits, paths }: OffersProps) {
  const words = await getTranslations('profiles.summary');
  const offers = declared.flatMap((trait) => {
    const value = traits.find(({ slug }) => slug === trait.slug);
    return value === undefined || (value.value === null && !value.masked) ? [] : [{ trait, value }];
  });
  if (offers.length === 0) return <Empty quiet>{words('noOffer')}</Empty>;
  return (
    <ul className={css.list}>
      {
        await Promise.all(
          offers.map(async ({ trait, value }, place) => (
            <li key={trait.slug} className={css.offer} data-first={place === 0}>
              <Go href={paths.trait(trait.slug)} className={css.since}>
                {value.name}
              </Go>
              <span className={css.item}>{value.masked ? <Masked /> : humanise(value.value ?? '')}</span>
              <span className={css.since}>{(await reasonOf(trait, saidOf(value))).join('; ')}</span>
            </li>
          )),
        )
      }
    </ul>
  );
}

/** What predictions say of the person, with all of their numbers. */
export async function Expected({ declared, traits, paths, zone }: OffersProps & { zone: string }) {
  const format = await getFormats();
  const words = await getTranslations('profiles.summary');
  const shown = declared.flatMap(({ slug }) => traits.find((trait) => trait.slug === slug) ?? []);
  const said = (value: string | null, kind: PersonTrait['kind']) =>
    value === null ? <Missing reason={words('noValue')} /> : traitValue(format, value, kind, zone);
  return (
    <Panel>
      <Facts
        facts={shown.flatMap((trait) => [
          {
            term: trait.name,
            value: trait.masked ? (
              <Masked />
            ) : (
              <Go href={paths.trait(trait.slug)}>{said(trait.value, trait.kind)}</Go>
            ),
          },
          ...trait.further.map(({ name, kind, value }) => ({
            term: humanise(name),
            value: said(value, kind),
          })),
        ])}
      />
    </Panel>
  );
}

export async function Segments({
  segments,
  paths,
  zone,
}: {
  segments: PersonSegment[];
  paths: Paths;
  zone: string;
}) {
  const words = await getTranslations('profiles.summary');
  if (segments.length === 0) return <Empty quiet>{words('noSegments')}</Empty>;
  return (
    <ul className={css.list}>
      {segments.map((segment) => (
        <li key={segment.slug}>
          <Go href={paths.segment(segment.slug)}>{segment.name}</Go>
          <span className={css.since}>
            {words('entered')} <Time at={segment.enteredAt} zone={zone} />
          </span>
        </li>
      ))}
    </ul>
  );
}
