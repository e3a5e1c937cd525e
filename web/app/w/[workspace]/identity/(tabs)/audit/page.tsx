import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { humanise } from '../../../../../../../models/words/names.ts';
import { type AuditView, identityAudit } from '../../../../../../data/identity-audit.ts';
import { getFormats } from '../../../../../../i18n/get-formats.ts';
import { DataTable, RowLink } from '../../../../../../ui/data-table.tsx';
import { Go } from '../../../../../../ui/go.tsx';
import { Empty, Note } from '../../../../../../ui/notes.tsx';
import { Section } from '../../../../../../ui/page.tsx';
import { Part } from '../../../../../../ui/part.tsx';
import { type Paths, pathsOf } from '../../../../../../ui/paths.ts';
import { PendingRows } from '../../../../../../ui/skeletons.tsx';
import { Count, Dim, Masked, Missing } from '../../../../../../ui/values.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('identity.audit'))('meta') };
}

interface PartProps {
  audit: AuditView;
  paths: Paths;
}

const Value = ({ value, paths }: { value: string | null; paths: Paths }) =>
  value === null ? <Masked /> : <Go href={paths.profiles({ q: value })}>{value}</Go>;

async function Clusters({ audit, paths }: PartProps) {
  const format = await getFormats();
  const words = await getTranslations('identity.audit');
  if (audit.clusters.length === 0) return <Empty quiet>{words('noClusters')}</Empty>;
  return (
    <DataTable
      caption={words('clusters')}
      rows={audit.clusters}
      rowKey={({ weftId }) => weftId}
      linked
      columns={[
        {
          key: 'person',
          title: words('person'),
          clip: true,
          cell: ({ weftId, name }) => <RowLink href={paths.identityGraph(weftId)}>{name}</RowLink>,
        },
        {
          key: 'records',
          title: words('records'),
          align: 'end',
          width: '90px',
          cell: ({ records }) => <Count value={records} />,
        },
        {
          key: 'values',
          title: words('values'),
          clip: true,
          from: 'wide',
          cell: ({ values, names }) =>
            [
              ...names.map(({ column, held }) => words('held', { held, type: column })),
              ...values.map(({ type, held }) => words('held', { held, type: humanise(type) })),
            ].join(', '),
        },
        {
          key: 'diameter',
          title: words('diameter'),
          align: 'end',
          width: '110px',
          from: 'roomy',
          cell: ({ diameter }) =>
            diameter === null ? (
              <Missing reason={words('notSearched')} />
            ) : diameter.exact ? (
              diameter.joins
            ) : (
              `≥ ${diameter.joins}`
            ),
        },
        {
          key: 'hinge',
          title: words('hinge'),
          clip: true,
          cell: ({ hinge }) =>
            hinge === null ? (
              <Dim>{words('noHinge')}</Dim>
            ) : (
              <span>
                {humanise(hinge.type)} {hinge.value ?? <Masked />} ·{' '}
                {words('cutOff', { records: hinge.cutOff })}
              </span>
            ),
        },
        {
          key: 'score',
          title: words('score'),
          align: 'end',
          width: '80px',
          cell: ({ score }) => format.fixed(score, 1),
        },
      ]}
    />
  );
}

async function Carried({ audit, paths }: PartProps) {
  const words = await getTranslations('identity.audit');
  if (audit.carried.length === 0) return <Empty quiet>{words('noCarried')}</Empty>;
  return (
    <DataTable
      caption={words('carried')}
      rows={audit.carried}
      rowKey={(_, place) => String(place)}
      columns={[
        { key: 'type', title: words('type'), width: '160px', cell: ({ type }) => humanise(type) },
        {
          key: 'value',
          title: words('value'),
          clip: true,
          cell: ({ value }) => <Value value={value} paths={paths} />,
        },
        {
          key: 'records',
          title: words('records'),
          align: 'end',
          width: '110px',
          cell: ({ records }) => <Count value={records} />,
        },
        {
          key: 'persons',
          title: words('people'),
          align: 'end',
          width: '110px',
          cell: ({ persons }) => <Count value={persons} />,
        },
      ]}
    />
  );
}

async function Dropped({ audit, paths }: PartProps) {
  const words = await getTranslations('identity.audit');
  if (audit.dropped.length === 0) return <Empty quiet>{words('noDropped')}</Empty>;
  return (
    <DataTable
      caption={words('dropped')}
      rows={audit.dropped}
      rowKey={(_, place) => String(place)}
      columns={[
        { key: 'type', title: words('type'), width: '160px', cell: ({ type }) => humanise(type) },
        {
          key: 'value',
          title: words('value'),
          clip: true,
          cell: ({ value }) => <Value value={value} paths={paths} />,
        },
        {
          key: 'records',
          title: words('records'),
          align: 'end',
          width: '110px',
          cell: ({ records }) => <Count value={records} />,
        },
      ]}
    />
  );
}

const reasons = ['placeholder', 'invalid', 'blocked', 'outside', 'alone', 'max_records'] as const;

async function Exclusions({ audit }: { audit: AuditView }) {
  const format = await getFormats();
  const words = await getTranslations('identity.audit');
  if (audit.exclusions.length === 0) return <Empty quiet>{words('noExclusions')}</Empty>;
  return (
    <DataTable
      caption={words('exclusions')}
      rows={audit.exclusions}
      rowKey={({ reason, source, type }) => `${reason}/${source}/${type}`}
      columns={[
        {
          key: 'reason',
          title: words('reason'),
          width: '230px',
          cell: ({ reason }) => {
            const known = reasons.find((one) => one === reason);
            return known ? words(`reasons.${known}`) : humanise(reason);
          },
        },
        { key: 'source', title: words('source'), clip: true, cell: ({ source }) => source || <Dim>–</Dim> },
        { key: 'type', title: words('type'), width: '160px', cell: ({ type }) => humanise(type) },
        {
          key: 'links',
          title: words('records'),
          align: 'end',
          width: '110px',
          cell: ({ links }) => <Count value={links} />,
        },
        {
          key: 'share',
          title: words('share'),
          align: 'end',
          width: '100px',
          cell: ({ share }) => (share === null ? <Dim>–</Dim> : format.share(share, 1)),
        },
      ]}
    />
  );
}

export default async function IdentityAuditPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const paths = pathsOf(workspace);
  const words = await getTranslations('identity.audit');
  return (
    <Part load={identityAudit} pending={<PendingRows rows={12} />}>
      {(audit) => (
        <>
          <Section title={words('clusters')}>
            <Note>{words('clustersHelp')}</Note>
            <Clusters audit={audit} paths={paths} />
          </Section>
          <Section title={words('carried')}>
            <Note>{words('carriedHelp')}</Note>
            <Carried audit={audit} paths={paths} />
          </Section>
          <Section title={words('dropped')}>
            <Dropped audit={audit} paths={paths} />
          </Section>
          <Section title={words('exclusions')}>
            <Exclusions audit={audit} />
          </Section>
        </>
      )}
    </Part>
  );
}
