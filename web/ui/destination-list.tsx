import { getTranslations } from 'next-intl/server';
import { testDestination } from '../data/actions/test-destination.ts';
import type { DestinationSummary } from '../data/destinations.ts';
import { getFormats } from '../i18n/get-formats.ts';
import { ActionForm } from './action-form.tsx';
import { Initials } from './destination-editor/initials.tsx';
import css from './destination-list.module.css';
import { Go } from './go.tsx';
import { GoButton } from './go-button.tsx';
import type { Paths } from './paths.ts';
import { Missing } from './values.tsx';

/** What the account may ask of the vendor: "100 requests a minute, 8 at once". */
async function limitWords(limits: NonNullable<DestinationSummary['limits']>): Promise<string> {
  const format = await getFormats();
  const words = await getTranslations('destinations.limits');
  const windows = [
    [limits.perSecond, 'second'],
    [limits.perMinute, 'minute'],
    [limits.perDay, 'day'],
  ] as const;
  const paced = windows.flatMap(([limit, window]) =>
    limit === undefined ? [] : [words(window, { limit: format.exact(limit) })],
  );
  const all = [
    ...paced,
    ...(limits.concurrent === undefined ? [] : [words('atOnce', { limit: limits.concurrent })]),
  ];
  return all.length === 0 ? words('none') : all.join(', ');
}

interface DestinationListProps {
  destinations: readonly DestinationSummary[];
  paths: Paths;
  /** Whether the reader may test a connection. */
  mayTest: boolean;
  /** Whether the reader may change one. */
  mayEdit: boolean;
}

/** The tools that syncs send to, each with what it is, what it allows, and a test of the way there. */
export async function DestinationList({ destinations, paths, mayTest, mayEdit }: DestinationListProps) {
  const words = await getTranslations('destinations');
  return (
    <ul className={css.list}>
      {destinations.map(async ({ slug, name, typeSlug, type, description, limits, syncs, unset }) => (
        <li key={slug} id={slug} className={css.destination}>
          <Initials name={type} slug={typeSlug} />
          <div className={css.words}>
            <h2 className={css.name} title={name.length > 60 ? name : undefined}>
              {name}
            </h2>
            <p className={css.description}>{description}</p>
            <dl className={css.facts}>
              <dt>{words('type')}</dt>
              <dd>{type}</dd>
              <dt>{words('limits.title')}</dt>
              <dd>
                {limits === null ? <Missing reason={words('limits.unknown')} /> : await limitWords(limits)}
              </dd>
              {unset.length === 0 ? null : (
                <>
                  <dt>{words('secrets')}</dt>
                  <dd className={css.unset}>{words('unset', { names: unset.join(', ') })}</dd>
                </>
              )}
              <dt>{words('syncs')}</dt>
              <dd>
                {syncs.length === 0
                  ? words('noSyncs')
                  : syncs.map((sync, place) => (
                      <span key={sync.slug}>
                        {place > 0 ? ', ' : null}
                        <Go href={paths.sync(sync.slug)}>{sync.name}</Go>
                      </span>
                    ))}
              </dd>
            </dl>
          </div>
          <div className={css.actions}>
            {mayTest ? (
              <ActionForm
                action={testDestination}
                label={words('test')}
                icon="test"
                fields={{ destination: slug }}
                small
              />
            ) : null}
            {mayEdit ? (
              <GoButton href={paths.editDestination(slug)} small label={words('editNamed', { name })}>
                {words('editShort')}
              </GoButton>
            ) : null}
          </div>
        </li>
      ))}
    </ul>
  );
}
