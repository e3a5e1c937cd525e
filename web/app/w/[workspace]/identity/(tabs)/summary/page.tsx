import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { humanise } from '../../../../../../../models/words/names.ts';
import {
  type IdentityChange,
  identitySummary,
  largestClusters,
  recentChanges,
  sourceRecords,
} from '../../../../../../data/identity.ts';
import { type IdentityRun, identityRuns } from '../../../../../../data/identity-runs.ts';
import { currentWorkspace } from '../../../../../../data/workspace.ts';
import { getFormats } from '../../../../../../i18n/get-formats.ts';
import { RefreshChart } from '../../../../../../ui/charts/refresh-chart-loader.tsx';
import { DataTable, RowLink } from '../../../../../../ui/data-table.tsx';
import { Go } from '../../../../../../ui/go.tsx';
import { Empty } from '../../../../../../ui/notes.tsx';
import { Section } from '../../../../../../ui/page.tsx';
import { Part } from '../../../../../../ui/part.tsx';
import { type Paths, pathsOf } from '../../../../../../ui/paths.ts';
import { PendingBlock, PendingRows, PendingTiles } from '../../../../../../ui/skeletons.tsx';
import { Count, Dim, Id, Meter, Tile, Tiles, Time } from '../../../../../../ui/values.tsx';
import { identityWords } from '../../../../../../words/identity-words.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('identity'))('title') };
}

type Clusters = Awaited<ReturnType<typeof largestClusters>>;

async function BySource({
  found,
  paths,
}: {
  found: Awaited<ReturnType<typeof sourceRecords>>;
  paths: Paths;
}) {
  const format = await getFormats();
  const words = await getTranslations('identity.summary');
  const all = found.reduce((sum, one) => sum + one.records, 0);
  return (
    <DataTable
      caption={words('bySource')}
      rows={found}
      rowKey={(one) => one.slug}
      linked
      columns={[
        {
          key: 'name',
          title: words('source'),
          clip: true,
          cell: (one) => <RowLink href={paths.source(one.slug)}>{one.name}</RowLink>,
        },
        {
          key: 'records',
          title: words('records'),
          align: 'end',
          width: '100px',
          cell: (one) => <Count value={one.records} />,
        },
        {
          key: 'share',
          title: words('ofAll'),
          align: 'end',
          width: '140px',
          from: 'roomy',
          cell: (one) => (
            <>
              {format.share(one.records, all)} <Meter share={all === 0 ? 0 : one.records / all} />
            </>
          ),
        },
        {
          key: 'people',
          title: words('people'),
          align: 'end',
          width: '100px',
          cell: (one) => <Count value={one.people} />,
        },
      ]}
    />
  );
}

/** What each refresh made of the records: as a chart where there are several, and as a table. */
async function OverTime({ runs, paths, zone }: { runs: IdentityRun[]; paths: Paths; zone: string }) {
  const format = await getFormats();
  const words = await getTranslations('identity.summary');
  if (runs.length === 0) return <Empty quiet>{words('noRuns')}</Empty>;
  return (
    <>
      {runs.length > 1 ? (
        <RefreshChart
          caption={words('chart')}
          lines={[
            { name: 'records', label: words('records'), color: 'var(--weft-chart-1)' },
            { name: 'persons', label: words('people'), color: 'var(--weft-chart-2)', strokeDasharray: '5 4' },
          ]}
          bars={[{ name: 'conflicts', label: words('heldBack'), color: 'var(--weft-chart-3)' }]}
          points={runs.toReversed().map(({ at, records, persons, conflicts }) => ({
            at: format.time(at, zone),
            ...{ records, persons, conflicts },
          }))}
        />
      ) : null}
      <DataTable
        caption={words('overTime')}
        rows={runs.slice(0, 10)}
        rowKey={({ run }) => run}
        linked
        columns={[
          {
            key: 'at',
            title: words('refresh'),
            width: '220px',
            cell: ({ run, at }) => (
              <RowLink href={paths.modelRun(run)}>
                <Time at={at} zone={zone} full />
              </RowLink>
            ),
          },
          {
            key: 'mode',
            title: words('read'),
            clip: true,
            cell: ({ mode, changed }) =>
              mode === 'full' ? words('full') : words('incremental', { changed }),
          },
          ...(['records', 'persons', 'conflicts', 'largest'] as const).map((key) => ({
            key,
            title: words(`run.${key}`),
            align: 'end' as const,
            width: '100px',
            ...(key === 'largest' ? { from: 'roomy' as const } : {}),
            cell: (one: IdentityRun) => <Count value={one[key]} />,
          })),
          {
            key: 'seconds',
            title: words('took'),
            align: 'end',
            width: '90px',
            from: 'roomy',
            cell: ({ seconds }) => format.seconds(seconds),
          },
        ]}
      />
    </>
  );
}

async function Largest({ found, paths, zone }: { found: Clusters; paths: Paths; zone: string }) {
  const words = await getTranslations('identity.summary');
  return (
    <DataTable
      caption={words('largest')}
      rows={found}
      rowKey={(one) => one.weftId}
      linked
      columns={[
        {
          key: 'name',
          title: words('person'),
          clip: true,
          cell: (one) => <RowLink href={paths.identityGraph(one.weftId)}>{one.name}</RowLink>,
        },
        { key: 'id', title: words('id'), clip: true, from: 'roomy', cell: (one) => <Id>{one.weftId}</Id> },
        {
          key: 'records',
          title: words('records'),
          align: 'end',
          width: '110px',
          cell: (one) => <Count value={one.records} />,
        },
        {
          key: 'since',
          title: words('since'),
          align: 'end',
          width: '210px',
          cell: (one) => <Time at={one.createdAt} zone={zone} />,
        },
      ]}
    />
  );
}

async function Changes({ found, paths, zone }: { found: IdentityChange[]; paths: Paths; zone: string }) {
  const { changes } = identityWords[await getLocale()];
  const words = await getTranslations('identity.summary');
  if (found.length === 0) return <Empty>{words('noChanges')}</Empty>;
  return (
    <DataTable
      caption={words('changes')}
      rows={found}
      rowKey={(one) => `${one.at}/${one.change}/${one.weftId}/${one.previous}`}
      columns={[
        {
          key: 'change',
          title: words('change'),
          width: '140px',
          cell: (one) => changes[one.change] ?? humanise(one.change),
        },
        {
          key: 'person',
          title: words('person'),
          clip: true,
          cell: (one) => (
            <Go href={paths.identityGraph(one.weftId)}>
              <Id>{one.weftId}</Id>
            </Go>
          ),
        },
        {
          key: 'reason',
          title: words('reason'),
          clip: true,
          from: 'roomy',
          cell: (one) => (one.reason === null ? <Dim>–</Dim> : <span title={one.reason}>{one.reason}</span>),
        },
        {
          key: 'at',
          title: words('when'),
          align: 'end',
          width: '190px',
          cell: (one) => <Time at={one.at} zone={zone} />,
        },
      ]}
    />
  );
}

export default async function IdentitySummaryPage({ params }: { params: Promise<{ workspace: string }> }) {
  const format = await getFormats();
  const { workspace } = await params;
  const paths = pathsOf(workspace);
  const [{ zone }, words] = await Promise.all([currentWorkspace(), getTranslations('identity.summary')]);
  return (
    <>
      <Part load={identitySummary} pending={<PendingTiles tiles={4} />}>
        {(found) => (
          <Tiles>
            <Tile
              label={words('records')}
              value={<Count value={found.records} />}
              note={words('everySource')}
              href={paths.sources}
            />
            <Tile
              label={words('identifiers')}
              value={<Count value={found.identifiers} />}
              note={words('distinct')}
            />
            <Tile
              label={words('people')}
              value={<Count value={found.persons} />}
              href={paths.profiles()}
              note={words('joined')}
            />
            <Tile
              label={words('several')}
              value={<Count value={found.joined} />}
              note={words('ofPeople', { share: format.share(found.joined, found.persons) })}
              href={paths.profiles({ sort: 'records', direction: 'desc' })}
            />
          </Tiles>
        )}
      </Part>
      <Section title={words('overTime')}>
        <Part load={identityRuns} pending={<PendingBlock height={340} />}>
          {(runs) => <OverTime runs={runs} paths={paths} zone={zone} />}
        </Part>
      </Section>
      <Section title={words('bySource')}>
        <Part load={sourceRecords} pending={<PendingRows rows={6} />}>
          {(found) => <BySource found={found} paths={paths} />}
        </Part>
      </Section>
      <Section title={words('largest')}>
        <Part load={largestClusters} pending={<PendingRows rows={10} />}>
          {(found) => <Largest found={found} paths={paths} zone={zone} />}
        </Part>
      </Section>
      <Section title={words('changes')}>
        <Part load={recentChanges} pending={<PendingRows rows={6} />}>
          {(found) => <Changes found={found} paths={paths} zone={zone} />}
        </Part>
      </Section>
    </>
  );
}
