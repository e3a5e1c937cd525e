import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { humanise } from '../../../../../../../models/words/names.ts';
import {
  identityLimit,
  type PersonIdentity,
  personIdentity,
} from '../../../../../../data/person-identity.ts';
import { currentWorkspace } from '../../../../../../data/workspace.ts';
import { DataTable } from '../../../../../../ui/data-table.tsx';
import { Go } from '../../../../../../ui/go.tsx';
import { Empty, Note } from '../../../../../../ui/notes.tsx';
import { Section } from '../../../../../../ui/page.tsx';
import { Part } from '../../../../../../ui/part.tsx';
import { type Paths, pathsOf } from '../../../../../../ui/paths.ts';
import { PendingRows } from '../../../../../../ui/skeletons.tsx';
import { Status } from '../../../../../../ui/status.tsx';
import { Count, Dim, Id, Time } from '../../../../../../ui/values.tsx';
import { changeWords, ruleWords } from '../../../../../../words/identity-words.ts';

export const metadata: Metadata = { title: 'Identity of a person' };

function Identifiers({ identity, zone }: { identity: PersonIdentity; zone: string }) {
  if (identity.identifiers.length === 0) return <Empty quiet>This person carries no identifier.</Empty>;
  return (
    <DataTable
      caption="Identifiers of this person"
      rows={identity.identifiers}
      rowKey={(one) => `${one.type}/${one.value}`}
      columns={[
        { key: 'type', title: 'Type', width: '140px', cell: (one) => humanise(one.type) },
        { key: 'value', title: 'Value', clip: true, cell: (one) => <Id>{one.value}</Id> },
        {
          key: 'joined',
          title: 'Joins records',
          width: '240px',
          cell: (one) =>
            one.heldBack === null ? (
              <Status tone="good">Yes</Status>
            ) : (
              <span title={ruleWords[one.heldBack.rule]?.long}>
                <Status tone="warning">{`No: ${(ruleWords[one.heldBack.rule]?.short ?? one.heldBack.rule).toLowerCase()}`}</Status>
              </span>
            ),
        },
        {
          key: 'records',
          title: 'Records',
          align: 'end',
          width: '90px',
          cell: (one) => <Count value={one.records} />,
        },
        {
          key: 'last',
          title: 'Last seen',
          align: 'end',
          width: '190px',
          from: 'roomy',
          cell: (one) => <Time at={one.lastSeen} zone={zone} />,
        },
      ]}
    />
  );
}

function Records({ identity, zone, paths }: { identity: PersonIdentity; zone: string; paths: Paths }) {
  return (
    <DataTable
      caption="Records of this person"
      rows={identity.records}
      rowKey={(one) => `${one.source}/${one.key}`}
      columns={[
        {
          key: 'source',
          title: 'Source',
          width: '220px',
          cell: (one) => <Go href={paths.source(one.source)}>{one.sourceName}</Go>,
        },
        { key: 'key', title: 'Record', clip: true, cell: (one) => <Id>{one.key}</Id> },
        {
          key: 'at',
          title: 'Recorded',
          align: 'end',
          width: '210px',
          cell: (one) => <Time at={one.recordedAt} zone={zone} />,
        },
      ]}
    />
  );
}

function Changes({ identity, zone }: { identity: PersonIdentity; zone: string }) {
  if (identity.changes.length === 0) return <Empty quiet>No change of this person's id is recorded.</Empty>;
  return (
    <DataTable
      caption="How this person's id came about"
      rows={identity.changes}
      rowKey={(one) => `${one.at}/${one.change}/${one.weftId}/${one.previous}`}
      columns={[
        {
          key: 'change',
          title: 'Change',
          width: '160px',
          cell: (one) => changeWords[one.change] ?? one.change,
        },
        {
          key: 'ids',
          title: 'From and to',
          clip: true,
          cell: (one) => (
            <span>
              {one.previous && one.previous !== one.weftId ? (
                <>
                  <Id>{one.previous}</Id> <Dim>to</Dim>{' '}
                </>
              ) : null}
              <Id>{one.weftId}</Id>
            </span>
          ),
        },
        { key: 'reason', title: 'Reason', clip: true, cell: (one) => one.reason ?? <Dim>–</Dim> },
        {
          key: 'at',
          title: 'When',
          align: 'end',
          width: '210px',
          cell: (one) => <Time at={one.at} zone={zone} />,
        },
      ]}
    />
  );
}

export default async function PersonIdentityPage({
  params,
}: {
  params: Promise<{ workspace: string; weftId: string }>;
}) {
  const { workspace, weftId } = await params;
  const [{ zone }, words] = await Promise.all([currentWorkspace(), getTranslations('identity.inspector')]);
  const paths = pathsOf(workspace);
  return (
    <Part load={() => personIdentity(decodeURIComponent(weftId))} pending={<PendingRows rows={8} />}>
      {(identity) => (
        <>
          <Section
            title="Identifiers"
            aside={<Go href={paths.identityGraph(decodeURIComponent(weftId))}>{words('openGraph')}</Go>}
          >
            <Identifiers identity={identity} zone={zone} />
            {identity.identifiers.some((one) => one.heldBack !== null) ? (
              <Note>A value that was held back stays on its records and joins nothing.</Note>
            ) : null}
          </Section>
          <Section title="Records">
            <Records identity={identity} zone={zone} paths={paths} />
            {identity.records.length === identityLimit ? (
              <Note>The first {identityLimit} records are shown.</Note>
            ) : null}
          </Section>
          <Section title="History of the id">
            <Changes identity={identity} zone={zone} />
          </Section>
        </>
      )}
    </Part>
  );
}
