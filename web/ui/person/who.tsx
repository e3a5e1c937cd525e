import { getTranslations } from 'next-intl/server';
import { humanise } from '../../../models/words/names.ts';
import type { Person, PersonConsent } from '../../data/person.ts';
import { type hiddenIdentifiers, identifiersShown } from '../../data/person-identifiers.ts';
import { getFormats } from '../../i18n/get-formats.ts';
import { Words } from '../../i18n/words.tsx';
import { Go } from '../go.tsx';
import { Empty } from '../notes.tsx';
import { Status } from '../status.tsx';
import { Facts, Masked, Missing, Panel } from '../values.tsx';
import css from './person.module.css';
import { Reveal } from './reveal.tsx';

/** The golden values that are no identifiers, each with the record that it is from. */
export async function Golden({ person, zone }: { person: Person; zone: string }) {
  const format = await getFormats();
  const words = await getTranslations('profiles.summary');
  const shown = person.golden.filter(({ identifier }) => !identifier);
  if (shown.length === 0) return <Empty detail={words('noGoldenDetail')}>{words('noGolden')}</Empty>;
  return (
    <Panel>
      <Facts
        facts={shown.map((one) => ({
          term: one.title,
          value: one.masked ? <Masked /> : (one.value ?? <Missing reason={words('noSource')} />),
          from:
            one.source === null
              ? undefined
              : one.at === null
                ? words('fromUndated', { source: one.source })
                : words('from', { source: one.source, day: format.day(one.at, zone) }),
        }))}
      />
    </Panel>
  );
}

interface IdentifiersProps {
  weftId: string;
  found: Awaited<ReturnType<typeof hiddenIdentifiers>>;
  all: string;
}

/** What a person is known by, without the values: each is shown to who asks for it, and the log says so. */
export async function Identifiers({ weftId, found, all }: IdentifiersProps) {
  const words = await getTranslations('profiles.summary');
  const { identifiers, total, revealable } = found;
  if (identifiers.length === 0) return <Empty quiet>{words('noIdentifiers')}</Empty>;
  return (
    <Words areas={['profiles']}>
      <ul className={css.list}>
        {identifiers.map(({ type, place }) => (
          <li key={`${type}/${place}`}>
            <span className={css.term}>{humanise(type)}</span>
            {revealable ? (
              <Reveal weftId={weftId} type={type} place={place} typeName={humanise(type)} />
            ) : (
              <Masked />
            )}
          </li>
        ))}
        {total > identifiersShown ? (
          <li>
            <Go href={all}>{words('more', { count: total - identifiersShown })}</Go>
          </li>
        ) : null}
      </ul>
    </Words>
  );
}

/** What the person agreed to, in words, since when and by which source. */
export async function Consents({ consents, zone }: { consents: PersonConsent[]; zone: string }) {
  const format = await getFormats();
  const words = await getTranslations('profiles.summary');
  if (consents.length === 0) return <Empty quiet>{words('noConsents')}</Empty>;
  return (
    <ul className={css.list}>
      {consents.map(({ consent, name, granted, at, source }) => {
        const answer = words(granted ? 'yes' : 'no');
        return (
          <li key={consent}>
            <span>{name}</span>
            <span className={css.answer}>
              <Status tone={at === null ? 'idle' : granted ? 'good' : 'bad'}>
                {at === null ? words('neverAsked') : answer}
              </Status>
              <span className={css.since}>
                {at === null
                  ? words('byDefault', { answer })
                  : words('from', { source, day: format.day(at, zone) })}
              </span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
