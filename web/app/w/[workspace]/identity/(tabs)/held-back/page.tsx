import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { humanise } from '../../../../../../../models/words/names.ts';
import {
  type ConflictCount,
  conflictCounts,
  conflictPageSize,
  conflicts,
} from '../../../../../../data/identity.ts';
import { getFormats } from '../../../../../../i18n/get-formats.ts';
import { Chips } from '../../../../../../ui/chips.tsx';
import { DataTable } from '../../../../../../ui/data-table.tsx';
import { Go } from '../../../../../../ui/go.tsx';
import { Empty, Note } from '../../../../../../ui/notes.tsx';
import { Pager } from '../../../../../../ui/pager.tsx';
import { Part } from '../../../../../../ui/part.tsx';
import { type Paths, pathsOf } from '../../../../../../ui/paths.ts';
import { listQuery } from '../../../../../../ui/query.ts';
import { PendingRows } from '../../../../../../ui/skeletons.tsx';
import { Count, Masked } from '../../../../../../ui/values.tsx';
import { identityWords } from '../../../../../../words/identity-words.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('identity.heldBack'))('meta') };
}

interface PageProps {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

interface HeldBackProps {
  counts: ConflictCount[];
  rule: string | null;
  page: number;
  paths: Paths;
}

/** The values that joined nothing: how many by each rule, and the list of the chosen one. */
async function HeldBack({ counts, rule, page, paths }: HeldBackProps) {
  const { rules: ruleWords } = identityWords[await getLocale()];
  const format = await getFormats();
  const words = await getTranslations('identity.heldBack');
  if (counts.length === 0) return <Empty>{words('none')}</Empty>;
  const rules = [...new Set(counts.map((count) => count.rule))];
  const shown = rule !== null && rules.includes(rule) ? rule : (rules[0] ?? '');
  const href = (to: string, at = 1) => paths.identity('held-back', { status: to, page: at });
  return (
    <>
      <Chips
        label={words('rules')}
        chips={rules.map((one) => ({
          name: ruleWords[one]?.short ?? humanise(one),
          count: format.count(
            counts.filter((count) => count.rule === one).reduce((sum, count) => sum + count.values, 0),
          ),
          href: href(one),
          active: one === shown,
        }))}
      />
      <Note>{ruleWords[shown]?.long}</Note>
      <Part load={() => conflicts(shown, page)} pending={<PendingRows rows={6} />}>
        {(found) => (
          <>
            <DataTable
              caption={words('caption')}
              rows={found.conflicts}
              rowKey={(one) => `${one.type}/${one.value}`}
              columns={[
                { key: 'type', title: words('type'), width: '160px', cell: (one) => humanise(one.type) },
                {
                  key: 'value',
                  title: words('value'),
                  clip: true,
                  cell: (one) =>
                    one.value === null ? (
                      <Masked />
                    ) : (
                      <Go href={paths.profiles({ q: one.value })} title={words('find', { value: one.value })}>
                        {one.value}
                      </Go>
                    ),
                },
                {
                  key: 'clusters',
                  title: words('apart'),
                  align: 'end',
                  width: '160px',
                  cell: (one) => <Count value={one.clusters} />,
                },
              ]}
            />
            <Pager
              page={page}
              pageSize={conflictPageSize}
              total={found.total}
              noun={words('noun')}
              href={(to) => href(shown, to)}
            />
          </>
        )}
      </Part>
    </>
  );
}

export default async function HeldBackPage({ params, searchParams }: PageProps) {
  const { workspace } = await params;
  const query = await listQuery(searchParams, { sort: 'clusters', direction: 'desc' });
  return (
    <Part load={conflictCounts} pending={<PendingRows rows={10} />}>
      {(counts) => (
        <HeldBack counts={counts} rule={query.status} page={query.page} paths={pathsOf(workspace)} />
      )}
    </Part>
  );
}
