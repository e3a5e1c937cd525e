import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import {
  findPerson,
  type Person,
  type PersonConsent,
  type PersonSegment,
  type PersonTrait,
  personConsents,
  personSegments,
  personTraits,
} from '../../../../../../data/person.ts';
import { personTimeline } from '../../../../../../data/person-timeline.ts';
import { currentWorkspace } from '../../../../../../data/workspace.ts';
import { Go } from '../../../../../../ui/go.tsx';
import { Empty } from '../../../../../../ui/notes.tsx';
import { Section } from '../../../../../../ui/page.tsx';
import { Part } from '../../../../../../ui/part.tsx';
import { type Paths, pathsOf } from '../../../../../../ui/paths.ts';
import { PendingBlock } from '../../../../../../ui/skeletons.tsx';
import { TimelineDays } from '../../../../../../ui/timeline.tsx';
import { traitValue } from '../../../../../../ui/trait-value.ts';
import { Facts, Masked, Missing, Panel, Time } from '../../../../../../ui/values.tsx';
import css from '../person.module.css';

export const metadata: Metadata = { title: 'Person' };

/** Events that the summary shows; the timeline has them all. */
const recent = 8;

function Golden({ person }: { person: Person }) {
  if (person.golden.length === 0) {
    return <Empty detail="Declare golden columns in `identity.yml`.">No golden column is declared.</Empty>;
  }
  return (
    <Panel>
      <Facts
        facts={person.golden.map((one) => ({
          term: one.title,
          value: one.masked ? <Masked /> : (one.value ?? <Missing reason="No source knows it" />),
          from: one.source === null ? undefined : `from ${one.source}`,
        }))}
      />
    </Panel>
  );
}

/** `share 0.42 · second tents`: what a trait says beside its own value, as far as it is known. */
function furtherWords({ further }: PersonTrait, zone: string): string {
  return further
    .flatMap(({ name, kind, value }) => (value === null ? [] : `${name} ${traitValue(value, kind, zone)}`))
    .join(' · ');
}

function Traits({ traits, paths, zone }: { traits: PersonTrait[]; paths: Paths; zone: string }) {
  if (traits.length === 0) {
    return <Empty detail="The next refresh computes what is declared.">No trait has been computed.</Empty>;
  }
  return (
    <Panel>
      <Facts
        facts={traits.map((trait) => ({
          term: trait.name,
          value: trait.masked ? (
            <Masked />
          ) : trait.value === null ? (
            <Missing reason="This person has no value" />
          ) : (
            <Go href={paths.trait(trait.slug)}>{traitValue(trait.value, trait.kind, zone)}</Go>
          ),
          from: furtherWords(trait, zone),
        }))}
      />
    </Panel>
  );
}

function Segments({ segments, paths, zone }: { segments: PersonSegment[]; paths: Paths; zone: string }) {
  if (segments.length === 0) return <Empty quiet>In no segment now.</Empty>;
  return (
    <ul className={css.list}>
      {segments.map((segment) => (
        <li key={segment.slug}>
          <Go href={paths.segment(segment.slug)}>{segment.name}</Go>
          <span className={css.since}>
            entered <Time at={segment.enteredAt} zone={zone} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function Consents({ consents, zone }: { consents: PersonConsent[]; zone: string }) {
  if (consents.length === 0) return <Empty quiet>No consent is known.</Empty>;
  return (
    <Panel>
      <Facts
        facts={consents.map(({ name, granted, at }) => ({
          term: name,
          value: granted ? 'Agreed' : 'Not agreed',
          from: at === null ? 'no answer is known' : <Time at={at} zone={zone} />,
        }))}
      />
    </Panel>
  );
}

export default async function PersonSummary({
  params,
}: {
  params: Promise<{ workspace: string; weftId: string }>;
}) {
  const { workspace, weftId: encoded } = await params;
  const weftId = decodeURIComponent(encoded);
  const paths = pathsOf(workspace);
  const { workspace: declared, zone } = await currentWorkspace();
  const declaresConsents = declared.all('consent').length > 0;
  return (
    <div className={css.summary}>
      <Section title="Golden record">
        <Part load={() => findPerson(weftId)} pending={<PendingBlock height={220} />}>
          {(found) => (found !== null && 'person' in found ? <Golden person={found.person} /> : notFound())}
        </Part>
      </Section>
      <Section title="Latest events" aside={<Go href={paths.profile(weftId, 'timeline')}>Whole timeline</Go>}>
        <Part
          load={() => personTimeline(weftId, { channel: null, page: 1 })}
          pending={<PendingBlock height={220} />}
        >
          {(timeline) => <TimelineDays timeline={timeline} zone={zone} paths={paths} most={recent} />}
        </Part>
      </Section>
      <div className={css.column}>
        <Section title="Segments">
          <Part load={() => personSegments(weftId)} pending={<PendingBlock height={80} />}>
            {(segments) => <Segments segments={segments} paths={paths} zone={zone} />}
          </Part>
        </Section>
        {declaresConsents ? (
          <Section title="Consents">
            <Part load={() => personConsents(weftId)} pending={<PendingBlock height={80} />}>
              {(consents) => <Consents consents={consents} zone={zone} />}
            </Part>
          </Section>
        ) : null}
        <Section title="Traits">
          <Part load={() => personTraits(weftId)} pending={<PendingBlock height={120} />}>
            {(traits) => <Traits traits={traits} paths={paths} zone={zone} />}
          </Part>
        </Section>
      </div>
    </div>
  );
}
