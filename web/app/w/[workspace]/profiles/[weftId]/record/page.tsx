import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { createLoader, parseAsJson, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { z } from 'zod';
import { type PersonRecord, personRecord } from '../../../../../../data/person-record.ts';
import { Go } from '../../../../../../ui/go.tsx';
import { Empty, Note } from '../../../../../../ui/notes.tsx';
import { Section } from '../../../../../../ui/page.tsx';
import { Part } from '../../../../../../ui/part.tsx';
import { type Paths, pathsOf } from '../../../../../../ui/paths.ts';
import css from '../../../../../../ui/person/person.module.css';
import { PendingBlock } from '../../../../../../ui/skeletons.tsx';
import { Facts, Masked, Missing, Panel } from '../../../../../../ui/values.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('profiles.record'))('title') };
}

const load = createLoader({
  of: parseAsStringLiteral(['entity', 'source'] as const),
  slug: parseAsString.withDefault(''),
  key: parseAsJson(z.array(z.string().max(2000)).min(1).max(10)),
});

async function Record({ record, paths }: { record: PersonRecord; paths: Paths }) {
  const words = await getTranslations('profiles.record');
  return (
    <>
      <p className={css.about}>
        {words('of', { name: record.name })},{' '}
        {record.table === null
          ? words('statement')
          : words.rich('table', { table: () => <code key="table">{record.table}</code> })}{' '}
        {record.kind === 'source' ? <Go href={paths.source(record.slug)}>{words('source')}</Go> : null}
      </p>
      {record.rows.length > 1 ? <Note>{words('rows', { count: record.rows.length })}</Note> : null}
      {record.rows.map((row, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of one record, in their order
        <Panel key={place}>
          <Facts
            facts={row.map(({ name, title, value, masked }) => ({
              term: title,
              value: masked ? <Masked /> : (value ?? <Missing reason={words('notSet')} />),
              from: title.toLowerCase() === name ? undefined : <code>{name}</code>,
            }))}
          />
        </Panel>
      ))}
    </>
  );
}

interface PageProps {
  params: Promise<{ workspace: string; weftId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** A record of a person as its source has it: where each number about them ends. */
export default async function PersonRecordPage({ params, searchParams }: PageProps) {
  const { workspace, weftId: encoded } = await params;
  const weftId = decodeURIComponent(encoded);
  const paths = pathsOf(workspace);
  const words = await getTranslations('profiles.record');
  const { of, slug, key } = await load(searchParams);
  const none = <Empty detail={words('noneDetail')}>{words('none')}</Empty>;
  return (
    <Section
      title={words('title')}
      aside={<Go href={paths.profile(weftId, 'timeline')}>{words('timeline')}</Go>}
    >
      {of === null || key === null ? (
        none
      ) : (
        <Part
          load={() => personRecord(weftId, { kind: of, slug, key })}
          pending={<PendingBlock height={320} />}
        >
          {(record) => (record === null ? none : <Record record={record} paths={paths} />)}
        </Part>
      )}
    </Section>
  );
}
