import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
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
import { Count, Dim, Id, Masked, Time } from '../../../../../../ui/values.tsx';
import { identityWords } from '../../../../../../words/identity-words.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('profiles.identity'))('title') };
}

async function Identifiers({ identity, zone }: { identity: PersonIdentity; zone: string }) {
  const { rules } = identityWords[await getLocale()];
  const words = await getTranslations('profiles.identity');
  if (identity.identifiers.length === 0) return <Empty quiet>{words('noIdentifiers')}</Empty>;
  return (
    <DataTable
      caption={words('identifiersCaption')}
      rows={identity.identifiers}
      rowKey={(one, place) => `${one.type}/${place}`}
      columns={[
        { key: 'type', title: words('type'), width: '140px', cell: (one) => humanise(one.type) },
        {
          key: 'value',
          title: words('value'),
          clip: true,
          cell: (one) => (one.value === null ? <Masked /> : <Id>{one.value}</Id>),
        },
        {
          key: 'joined',
          title: words('joins'),
          width: '240px',
          cell: (one) =>
            one.heldBack === null ? (
              <Status tone="good">{words('yes')}</Status>
            ) : (
              <span title={rules[one.heldBack.rule]?.long}>
                <Status tone="warning">
                  {words('no', {
                    why: (rules[one.heldBack.rule]?.short ?? one.heldBack.rule).toLowerCase(),
                  })}
                </Status>
              </span>
            ),
        },
        {
          key: 'records',
          title: words('records'),
          align: 'end',
          width: '90px',
          cell: (one) => <Count value={one.records} />,
        },
        {
          key: 'last',
          title: words('lastSeen'),
          align: 'end',
          width: '190px',
          from: 'roomy',
          cell: (one) => <Time at={one.lastSeen} zone={zone} />,
        },
      ]}
    />
  );
}

async function Records({
  identity,
  zone,
  paths,
  weftId,
}: {
  identity: PersonIdentity;
  zone: string;
  paths: Paths;
  weftId: string;
}) {
  const words = await getTranslations('profiles.identity');
  return (
    <DataTable
      caption={words('recordsCaption')}
      rows={identity.records}
      rowKey={(one, place) => `${one.source}/${place}`}
      columns={[
        {
          key: 'source',
          title: words('source'),
          width: '220px',
          cell: (one) => <Go href={paths.source(one.source)}>{one.sourceName}</Go>,
        },
        {
          key: 'key',
          title: words('record'),
          clip: true,
          cell: (one) =>
            one.key === null ? (
              <Masked />
            ) : (
              <Go
                href={paths.record(weftId, { kind: 'source', slug: one.source, key: [one.key] })}
                title={one.key}
              >
                <Id>{one.key}</Id>
              </Go>
            ),
        },
        {
          key: 'at',
          title: words('recorded'),
          align: 'end',
          width: '210px',
          cell: (one) => <Time at={one.recordedAt} zone={zone} />,
        },
      ]}
    />
  );
}

async function Changes({ identity, zone }: { identity: PersonIdentity; zone: string }) {
  const { changes } = identityWords[await getLocale()];
  const words = await getTranslations('profiles.identity');
  if (identity.changes.length === 0) return <Empty quiet>{words('noHistory')}</Empty>;
  return (
    <DataTable
      caption={words('historyCaption')}
      rows={identity.changes}
      rowKey={(one) => `${one.at}/${one.change}/${one.weftId}/${one.previous}`}
      columns={[
        {
          key: 'change',
          title: words('change'),
          width: '160px',
          cell: (one) => changes[one.change] ?? one.change,
        },
        {
          key: 'ids',
          title: words('fromTo'),
          clip: true,
          cell: (one) => (
            <span>
              {one.previous && one.previous !== one.weftId ? (
                <>
                  <Id>{one.previous}</Id> <Dim>{words('to')}</Dim>{' '}
                </>
              ) : null}
              <Id>{one.weftId}</Id>
            </span>
          ),
        },
        { key: 'reason', title: words('reason'), clip: true, cell: (one) => one.reason ?? <Dim>–</Dim> },
        {
          key: 'at',
          title: words('when'),
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
  const { workspace, weftId: encoded } = await params;
  const weftId = decodeURIComponent(encoded);
  const words = await getTranslations('profiles.identity');
  const inspector = await getTranslations('identity.inspector');
  const { zone } = await currentWorkspace();
  const paths = pathsOf(workspace);
  return (
    <Part load={() => personIdentity(weftId)} pending={<PendingRows rows={8} />}>
      {(identity) => (
        <>
          <Section
            title={words('identifiers')}
            aside={<Go href={paths.identityGraph(weftId)}>{inspector('openGraph')}</Go>}
          >
            <Identifiers identity={identity} zone={zone} />
            {identity.identifiers.some((one) => one.heldBack !== null) ? (
              <Note>{words('heldBack')}</Note>
            ) : null}
          </Section>
          <Section title={words('records')}>
            <Records identity={identity} zone={zone} paths={paths} weftId={weftId} />
            {identity.records.length === identityLimit ? (
              <Note>{words('first', { count: identityLimit })}</Note>
            ) : null}
          </Section>
          <Section title={words('history')}>
            <Changes identity={identity} zone={zone} />
          </Section>
        </>
      )}
    </Part>
  );
}
