import { getLocale, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { humanise, nameOf } from '../../../models/words/names.ts';
import type { Workspace } from '../../../models/workspace/resource.ts';
import type { PlanReport, PlanRows } from '../../data/plan-report.ts';
import { getFormats } from '../../i18n/get-formats.ts';
import { identityWords } from '../../words/identity-words.ts';
import { DataTable, RowLink, type TableColumn } from '../data-table.tsx';
import { Go } from '../go.tsx';
import { Empty } from '../notes.tsx';
import type { Paths } from '../paths.ts';
import { Count, Dim, Id } from '../values.tsx';

interface TableProps {
  report: PlanReport;
  paths: Paths;
}

/** Columns of a number today and then, with the difference. */
async function beforeAfter<T extends { before: number | null; after: number | null }>(): Promise<
  TableColumn<T>[]
> {
  const [format, words] = await Promise.all([getFormats(), getTranslations('identity.plan')]);
  return [
    {
      ...{ key: 'before', title: words('today'), align: 'end' as const, width: '110px' },
      cell: (row) => <Count value={row.before} reason={words('notInForce')} />,
    },
    {
      ...{ key: 'after', title: words('then'), align: 'end' as const, width: '110px' },
      cell: (row) => <Count value={row.after} />,
    },
    {
      ...{ key: 'difference', title: words('difference'), align: 'end' as const, width: '120px' },
      cell: (row) =>
        row.before === null || row.after === null ? <Dim>–</Dim> : format.signed(row.after - row.before),
    },
  ];
}

export async function LargestOfPlan({ report, paths }: TableProps) {
  const words = await getTranslations('identity.plan');
  const { before, after } = report.largest;
  const rows = Array.from({ length: Math.max(before.length, after.length) }, (_, place) => ({
    place: place + 1,
    today: before[place],
    planned: after[place],
  }));
  const known = new Set(before.map(({ weft_id: id }) => id));
  if (rows.length === 0) return <Empty quiet>{words('noPeople')}</Empty>;
  return (
    <DataTable
      caption={words('tab.largest')}
      rows={rows}
      rowKey={({ place }) => String(place)}
      columns={[
        { key: 'place', title: words('place'), width: '70px', cell: ({ place }) => place },
        {
          key: 'today',
          title: words('today'),
          clip: true,
          cell: ({ today }) =>
            today ? (
              <Go href={paths.identityGraph(today.weft_id)}>
                <Id>{today.weft_id}</Id>
              </Go>
            ) : (
              <Dim>–</Dim>
            ),
        },
        {
          ...{ key: 'todayRecords', title: words('records'), align: 'end', width: '90px' },
          cell: ({ today }) => (today ? <Count value={today.records} /> : null),
        },
        {
          key: 'then',
          title: words('then'),
          clip: true,
          cell: ({ planned }) =>
            planned ? (
              known.has(planned.weft_id) ? (
                <Go href={paths.identityGraph(planned.weft_id)}>
                  <Id>{planned.weft_id}</Id>
                </Go>
              ) : (
                <Id>{planned.weft_id}</Id>
              )
            ) : (
              <Dim>–</Dim>
            ),
        },
        {
          ...{ key: 'thenRecords', title: words('records'), align: 'end', width: '90px' },
          cell: ({ planned }) => (planned ? <Count value={planned.records} /> : null),
        },
      ]}
    />
  );
}

export async function SegmentsOfPlan({ report, paths, workspace }: TableProps & { workspace: Workspace }) {
  const words = await getTranslations('identity.plan');
  if (report.segments.length === 0) return <Empty quiet>{words('noSegments')}</Empty>;
  return (
    <DataTable
      caption={words('tab.segments')}
      rows={report.segments}
      rowKey={({ segment }) => segment}
      linked
      columns={[
        {
          key: 'name',
          title: words('segment'),
          clip: true,
          cell: ({ segment }) => {
            const found = workspace.get('segment', segment);
            return <RowLink href={paths.segment(segment)}>{found ? nameOf(found) : segment}</RowLink>;
          },
        },
        ...(await beforeAfter<PlanReport['segments'][number]>()),
        {
          ...{ key: 'entered', title: words('enter'), align: 'end', width: '90px', from: 'roomy' },
          cell: ({ entered }) => <Count value={entered} />,
        },
        {
          ...{ key: 'left', title: words('leave'), align: 'end', width: '90px', from: 'roomy' },
          cell: ({ left }) => <Count value={left} />,
        },
      ]}
    />
  );
}

export async function SyncsOfPlan({ report, paths, workspace }: TableProps & { workspace: Workspace }) {
  const words = await getTranslations('identity.plan');
  if (report.syncs.length === 0) return <Empty quiet>{words('noSyncs')}</Empty>;
  const counts = (rows: PlanRows): ReactNode =>
    'error' in rows ? (
      <span title={rows.error}>{words('cannotCompute', { reason: rows.error })}</span>
    ) : (
      words('rows', { create: rows.create, update: rows.update, remove: rows.delete })
    );
  return (
    <DataTable
      caption={words('tab.syncs')}
      rows={report.syncs}
      rowKey={({ sync }) => sync}
      linked
      columns={[
        {
          key: 'name',
          title: words('sync'),
          width: '26%',
          clip: true,
          cell: ({ sync }) => {
            const found = workspace.get('sync', sync);
            return <RowLink href={paths.sync(sync)}>{found ? nameOf(found) : sync}</RowLink>;
          },
        },
        { key: 'before', title: words('sendsToday'), clip: true, cell: ({ before }) => counts(before) },
        { key: 'after', title: words('sendsThen'), clip: true, cell: ({ after }) => counts(after) },
      ]}
    />
  );
}

export async function ConflictsOfPlan({ report }: { report: PlanReport }) {
  const { rules } = identityWords[await getLocale()];
  const words = await getTranslations('identity.plan');
  if (report.conflicts.length === 0) return <Empty quiet>{words('noConflicts')}</Empty>;
  return (
    <DataTable
      caption={words('tab.conflicts')}
      rows={report.conflicts}
      rowKey={({ type, rule }) => `${type}/${rule}`}
      columns={[
        { key: 'type', title: words('type'), width: '200px', cell: ({ type }) => humanise(type) },
        {
          key: 'rule',
          title: words('rule'),
          clip: true,
          cell: ({ rule }) => rules[rule]?.short ?? humanise(rule),
        },
        ...(await beforeAfter<PlanReport['conflicts'][number]>()),
      ]}
    />
  );
}
