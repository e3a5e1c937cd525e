import { testDestination } from '../data/actions/test-destination.ts';
import type { DestinationSummary } from '../data/destinations.ts';
import { ActionForm } from './action-form.tsx';
import css from './destination-list.module.css';
import { formatExact } from './format.ts';
import { Go } from './go.tsx';
import type { Paths } from './paths.ts';
import { Missing } from './values.tsx';

/** What the account may ask of the vendor: "100 requests a minute, 8 at once". */
function limitWords(limits: NonNullable<DestinationSummary['limits']>): string | null {
  const windows = [
    [limits.perSecond, 'second'],
    [limits.perMinute, 'minute'],
    [limits.perDay, 'day'],
  ] as const;
  const paced = windows.flatMap(([limit, window]) =>
    limit === undefined ? [] : [`${formatExact(limit)} requests a ${window}`],
  );
  const words = [...paced, ...(limits.concurrent === undefined ? [] : [`${limits.concurrent} at once`])];
  return words.length === 0 ? null : words.join(', ');
}

function LimitsOf({ limits }: Pick<DestinationSummary, 'limits'>) {
  if (limits === null) return <Missing reason="Its secrets are not set where the app runs" />;
  return limitWords(limits) ?? 'None';
}

interface DestinationListProps {
  destinations: readonly DestinationSummary[];
  paths: Paths;
  /** Whether the reader may test a connection. */
  mayTest: boolean;
}

/** The tools that syncs send to, each with what it is, what it allows, and a test of the way there. */
export function DestinationList({ destinations, paths, mayTest }: DestinationListProps) {
  return (
    <ul className={css.list}>
      {destinations.map(({ slug, name, type, description, limits, syncs }) => (
        <li key={slug} id={slug} className={css.destination}>
          <div className={css.words}>
            <h2 className={css.name}>{name}</h2>
            <p className={css.description}>{description}</p>
            <dl className={css.facts}>
              <dt>Type</dt>
              <dd>{type}</dd>
              <dt>Limits</dt>
              <dd>
                <LimitsOf limits={limits} />
              </dd>
              <dt>Syncs</dt>
              <dd>
                {syncs.length === 0
                  ? 'None'
                  : syncs.map((sync, place) => (
                      <span key={sync.slug}>
                        {place > 0 ? ', ' : null}
                        <Go href={paths.sync(sync.slug)}>{sync.name}</Go>
                      </span>
                    ))}
              </dd>
            </dl>
          </div>
          {mayTest ? (
            <ActionForm
              action={testDestination}
              label="Test connection"
              icon="test"
              fields={{ destination: slug }}
              small
            />
          ) : null}
        </li>
      ))}
    </ul>
  );
}
