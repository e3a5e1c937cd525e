import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { agentView } from '../../../../../../../models/profiles/agent-view.ts';
import { findPerson, personConsents, personSegments, personTraits } from '../../../../../../data/person.ts';
import { hiddenIdentifiers } from '../../../../../../data/person-identifiers.ts';
import { lastBought, openTickets } from '../../../../../../data/person-rows.ts';
import { lastEvents } from '../../../../../../data/person-timeline.ts';
import { currentWorkspace } from '../../../../../../data/workspace.ts';
import { Go } from '../../../../../../ui/go.tsx';
import { Section } from '../../../../../../ui/page.tsx';
import { Part } from '../../../../../../ui/part.tsx';
import { pathsOf } from '../../../../../../ui/paths.ts';
import { Expected, Offers, Segments } from '../../../../../../ui/person/offers.tsx';
import { Consents, Golden, Identifiers } from '../../../../../../ui/person/who.tsx';
import { Bought, Tickets, Worth } from '../../../../../../ui/person/worth.tsx';
import { PendingBlock } from '../../../../../../ui/skeletons.tsx';
import { TimelineDays } from '../../../../../../ui/timeline.tsx';
import css from '../person.module.css';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('profiles'))('person') };
}

/** Events that the summary shows; the timeline has them all. */
const recent = 5;

/** What someone who answers a call needs of a person, in the order in which they need it. */
export default async function PersonSummary({
  params,
}: {
  params: Promise<{ workspace: string; weftId: string }>;
}) {
  const { workspace, weftId: encoded } = await params;
  const weftId = decodeURIComponent(encoded);
  const paths = pathsOf(workspace);
  const words = await getTranslations('profiles.summary');
  const { workspace: declared, zone } = await currentWorkspace();
  const view = agentView(declared);
  const asksConsent = declared.all('consent').length > 0;
  const hasWorth = view.value.length + view.standing.length + view.tiers.length > 0;
  const rows = { paths, weftId, zone };
  return (
    <div className={css.summary}>
      <div className={css.column}>
        {asksConsent ? (
          <Section title={words('consents')}>
            <Part load={() => personConsents(weftId)} pending={<PendingBlock height={128} />}>
              {(consents) => <Consents consents={consents} zone={zone} />}
            </Part>
          </Section>
        ) : null}
        <Section title={words('golden')}>
          <Part load={() => findPerson(weftId)} pending={<PendingBlock height={220} />}>
            {(found) =>
              found !== null && 'person' in found ? <Golden person={found.person} zone={zone} /> : notFound()
            }
          </Part>
        </Section>
        <Section title={words('identifiers')}>
          <Part load={() => hiddenIdentifiers(weftId)} pending={<PendingBlock height={160} />}>
            {(found) => <Identifiers weftId={weftId} found={found} all={paths.profile(weftId, 'identity')} />}
          </Part>
        </Section>
      </div>
      <div className={css.column}>
        {hasWorth ? (
          <Section title={words('value')}>
            <Part
              load={async () => {
                const [traits, found] = await Promise.all([personTraits(weftId), findPerson(weftId)]);
                return { traits, person: found !== null && 'person' in found ? found.person : null };
              }}
              pending={<PendingBlock height={224} />}
            >
              {({ traits, person }) => (
                <Worth view={view} traits={traits} person={person} paths={paths} zone={zone} />
              )}
            </Part>
          </Section>
        ) : null}
        {view.bought.length > 0 ? (
          <Section title={words('orders')}>
            <Part load={() => lastBought(weftId)} pending={<PendingBlock height={184} />}>
              {(bought) => <Bought rows={bought} {...rows} />}
            </Part>
          </Section>
        ) : null}
        {view.tickets.length > 0 ? (
          <Section title={words('tickets')}>
            <Part load={() => openTickets(weftId)} pending={<PendingBlock height={44} />}>
              {(tickets) => <Tickets rows={tickets} {...rows} />}
            </Part>
          </Section>
        ) : null}
        <Section
          title={words('latest')}
          aside={<Go href={paths.profile(weftId, 'timeline')}>{words('whole')}</Go>}
        >
          <Part load={() => lastEvents(weftId, recent)} pending={<PendingBlock height={200} />}>
            {(events) => <TimelineDays events={events} weftId={weftId} zone={zone} paths={paths} compact />}
          </Part>
        </Section>
      </div>
      <div className={`${css.column} ${css.last}`}>
        {view.offers.length > 0 ? (
          <Section title={words('offer')}>
            <Part load={() => personTraits(weftId)} pending={<PendingBlock height={160} />}>
              {(traits) => <Offers declared={view.offers} traits={traits} paths={paths} />}
            </Part>
          </Section>
        ) : null}
        {view.expected.length > 0 ? (
          <Section title={words('expected')}>
            <Part load={() => personTraits(weftId)} pending={<PendingBlock height={160} />}>
              {(traits) => <Expected declared={view.expected} traits={traits} paths={paths} zone={zone} />}
            </Part>
          </Section>
        ) : null}
        <Section title={words('segments')}>
          <Part load={() => personSegments(weftId)} pending={<PendingBlock height={80} />}>
            {(segments) => <Segments segments={segments} paths={paths} zone={zone} />}
          </Part>
        </Section>
      </div>
    </div>
  );
}
