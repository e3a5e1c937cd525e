import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import type { DbtModel } from '../../../../../../models/dbt/manifest.ts';
import { compiledSql, dbtModels, lineage } from '../../../../../data/lineage.ts';
import { type ModelRun, runsOfModel } from '../../../../../data/model-costs.ts';
import { currentWorkspace } from '../../../../../data/workspace.ts';
import { getFormats } from '../../../../../i18n/get-formats.ts';
import { CopyText } from '../../../../../ui/copy-text.tsx';
import { DataTable, RowLink, type TableColumn } from '../../../../../ui/data-table.tsx';
import { GoButton } from '../../../../../ui/go-button.tsx';
import { LineageView } from '../../../../../ui/lineage/lineage-view.tsx';
import { Empty } from '../../../../../ui/notes.tsx';
import { Page, Section } from '../../../../../ui/page.tsx';
import { Part } from '../../../../../ui/part.tsx';
import { type Paths, pathsOf } from '../../../../../ui/paths.ts';
import { RunStatus } from '../../../../../ui/run-status.tsx';
import { PendingBlock, PendingRows } from '../../../../../ui/skeletons.tsx';
import css from '../../../../../ui/sql/sql-bench.module.css';
import { Count, Dim, Id, Missing, Time } from '../../../../../ui/values.tsx';

interface ModelPageProps {
  params: Promise<{ workspace: string; model: string }>;
}

export async function generateMetadata({ params }: ModelPageProps): Promise<Metadata> {
  return { title: (await params).model };
}

async function modelNamed(name: string): Promise<DbtModel | null> {
  return (await dbtModels()).find((model) => model.name === name) ?? null;
}

export default async function ModelPage({ params }: ModelPageProps) {
  const { workspace, model: name } = await params;
  const [words, { zone }, model] = await Promise.all([
    getTranslations('models.model'),
    currentWorkspace(),
    modelNamed(name).catch(() => null),
  ]);
  if (model === null) notFound();
  const paths = pathsOf(workspace);
  const id = `model/${name}`;
  return (
    <Page
      title={name}
      lead={
        <>
          {model.description}{' '}
          <Dim>{words('is', { materialized: model.materialized, folder: model.folder })}</Dim>
        </>
      }
      actions={
        <>
          <GoButton href={paths.catalogueTable(`weft.${name}`)}>{words('rows')}</GoButton>
          <GoButton href={paths.lineage({ of: id })}>{words('lineage')}</GoButton>
        </>
      }
    >
      <Section title={words('neighbours')}>
        <Part load={lineage} pending={<PendingBlock height={260} />}>
          {(whole) => {
            const near = neighbours(whole, id);
            return <LineageView of={near} current={id} paths={paths} most={420} />;
          }}
        </Part>
      </Section>
      <Section title={words('runs')}>
        <Part load={() => runsOfModel(name)} pending={<PendingRows rows={5} />}>
          {(runs) => <Runs runs={runs} paths={paths} zone={zone} />}
        </Part>
      </Section>
      <Section title={words('columns')}>
        <Columns model={model} />
      </Section>
      <Section title={words('compiled')}>
        <Part load={() => compiledSql(model)} pending={<PendingBlock height={220} />}>
          {(sql) =>
            sql === null ? (
              <Empty quiet>{words('notCompiled')}</Empty>
            ) : (
              <>
                <div>
                  <CopyText text={sql} label={words('compiled')} />
                </div>
                <pre className={css.compiled}>{sql}</pre>
              </>
            )
          }
        </Part>
      </Section>
    </Page>
  );
}

type Whole = Awaited<ReturnType<typeof lineage>>;

/** A model with what it reads and what reads it. */
function neighbours(whole: Whole, id: string): Whole {
  const near = new Set(whole.lines.flatMap(({ from, to }) => (from === id || to === id ? [from, to] : [])));
  near.add(id);
  return {
    nodes: whole.nodes.filter((node) => near.has(node.id)),
    lines: whole.lines.filter(({ from, to }) => from === id || to === id),
  };
}

async function Runs({ runs, paths, zone }: { runs: ModelRun[]; paths: Paths; zone: string }) {
  const format = await getFormats();
  const words = await getTranslations('models.model');
  if (runs.length === 0) return <Empty quiet>{words('noRuns')}</Empty>;
  const extra: TableColumn<ModelRun>[] = [
    ...(runs.some(({ bytes }) => bytes !== null)
      ? [
          {
            key: 'bytes',
            title: words('read'),
            align: 'end' as const,
            width: '110px',
            cell: ({ bytes }: ModelRun) =>
              bytes === null ? <Missing reason={words('notTold')} /> : format.size(bytes),
          },
        ]
      : []),
    ...(runs.some(({ credits }) => credits !== null)
      ? [
          {
            key: 'credits',
            title: words('credits'),
            align: 'end' as const,
            width: '110px',
            cell: ({ credits }: ModelRun) =>
              credits === null ? <Missing reason={words('notTold')} /> : format.credits(credits),
          },
        ]
      : []),
  ];
  return (
    <DataTable
      caption={words('runs')}
      rows={runs}
      rowKey={(_, place) => String(place)}
      linked
      columns={[
        {
          key: 'at',
          title: words('built'),
          cell: ({ runId, startedAt }) => (
            <RowLink href={paths.modelRun(runId)}>
              <Time at={startedAt} zone={zone} full />
            </RowLink>
          ),
        },
        {
          key: 'status',
          title: words('outcome'),
          width: '150px',
          cell: ({ status }) => <RunStatus status={status} />,
        },
        {
          key: 'rows',
          title: words('rowCount'),
          align: 'end',
          width: '120px',
          cell: ({ rows }) => <Count value={rows} reason={words('noCount')} />,
        },
        ...extra,
        {
          key: 'seconds',
          title: words('took'),
          align: 'end',
          width: '110px',
          cell: ({ seconds }) => format.seconds(seconds),
        },
      ]}
    />
  );
}

async function Columns({ model }: { model: DbtModel }) {
  const words = await getTranslations('models.model');
  const ofModel = model.tests.filter(({ column }) => column === null);
  const testsOf = (name: string) => model.tests.filter(({ column }) => column === name);
  if (model.columns.length === 0) return <Empty quiet>{words('noColumns')}</Empty>;
  return (
    <>
      <DataTable
        caption={words('columns')}
        rows={model.columns}
        rowKey={({ name }) => name}
        columns={[
          {
            key: 'name',
            title: words('column'),
            width: '26%',
            clip: true,
            cell: ({ name }) => <Id>{name}</Id>,
          },
          {
            key: 'means',
            title: words('means'),
            clip: true,
            cell: ({ description }) =>
              description === '' ? <Dim>–</Dim> : <span title={description}>{description}</span>,
          },
          {
            key: 'tests',
            title: words('tests'),
            width: '26%',
            clip: true,
            cell: ({ name }) => {
              const tests = testsOf(name).map(({ test }) => test);
              return tests.length === 0 ? <Dim>–</Dim> : <Id>{tests.join(', ')}</Id>;
            },
          },
        ]}
      />
      {ofModel.length === 0 ? null : (
        <p>
          {words('testsOfModel')}: <Id>{ofModel.map(({ test }) => test).join(', ')}</Id>
        </p>
      )}
    </>
  );
}
