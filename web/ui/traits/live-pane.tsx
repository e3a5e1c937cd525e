'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useFormats } from '../../i18n/use-formats.ts';
import { DataTable, RowLink } from '../data-table.tsx';
import { Note, ProblemNote } from '../notes.tsx';
import { Section } from '../page.tsx';
import type { Paths } from '../paths.ts';
import { PendingBlock } from '../skeletons.tsx';
import { traitValue } from '../trait-value.ts';
import { Dim, Missing } from '../values.tsx';
import css from './editor.module.css';
import { kindForms } from './fields.ts';
import { kindOf, type TraitSpec } from './spec.ts';
import { Spread } from './spread.tsx';
import type { Computed, Live } from './use-live.ts';

interface LivePaneProps {
  live: Live;
  spec: TraitSpec;
  paths: Paths;
  zone: string;
}

/** The most columns that the pane has room for; the others are told below a value. */
const shownColumns = 3;

function Sample({ computed, paths, zone }: { computed: Computed; paths: Paths; zone: string }) {
  const format = useFormats();
  const words = useTranslations('traits.live');
  const { columns, sample } = computed;
  return (
    <DataTable
      caption={words('caption')}
      rows={sample}
      rowKey={({ weftId }) => weftId}
      columns={[
        {
          key: 'person',
          title: words('person'),
          clip: true,
          cell: ({ weftId, name }) => (
            <RowLink href={paths.profile(weftId)} title={name}>
              {name}
            </RowLink>
          ),
        },
        ...columns.slice(0, shownColumns).map(({ name, title, kind, description }, place) => ({
          key: name,
          title: place === 0 ? title.slice(0, 60) : title,
          align: 'end' as const,
          clip: true,
          cell: ({ values }: Computed['sample'][number]) => {
            const value = values[name];
            if (value === null || value === undefined) return <Missing reason={words('noValue')} />;
            const said = traitValue(format, value, kind, zone);
            return <span title={`${said} · ${description}`}>{said}</span>;
          },
        })),
      ]}
    />
  );
}

/** What the trait says in words, its values on a few people, and how they are spread, while it is being made. */
export function LivePane({ live, spec, paths, zone }: LivePaneProps) {
  const words = useTranslations('traits.live');
  const { computed, pending, problems, failure, retry } = live;
  const kind = kindOf(spec);
  const stale = pending || problems.length > 0 || failure !== null;
  return (
    <div className={css.live}>
      {computed === null ? null : (
        <p className={css.sentence} data-stale={stale}>
          {computed.words}
        </p>
      )}
      <Section
        title={words('title')}
        aside={
          <span role="status">
            <Dim>
              {pending
                ? words('counting')
                : problems.length > 0 || computed === null
                  ? ''
                  : words('took', { ms: computed.milliseconds })}
            </Dim>
          </span>
        }
      >
        {failure === null || pending ? null : (
          <>
            <ProblemNote problem={failure} />
            <Button variant="default" size="xs" onClick={retry}>
              {words('retry')}
            </Button>
          </>
        )}
        {problems.length > 0 && !pending ? <Note>{words('unfinished')}</Note> : null}
        {computed === null ? (
          pending ? (
            <PendingBlock height={240} />
          ) : null
        ) : (
          <div data-stale={stale} className={css.values}>
            <Sample computed={computed} paths={paths} zone={zone} />
          </div>
        )}
        {kind === 'purchases' || kind === 'propensity' ? <Note>{words('prediction')}</Note> : null}
        {kindForms[kind].rows === null && kind !== 'sql' && kind !== 'nearest' ? (
          <Note>{words('others')}</Note>
        ) : null}
      </Section>
      {computed === null ? null : (
        <Section title={words('distribution')}>
          <div data-stale={stale} className={css.values}>
            <Spread found={computed.distribution} />
          </div>
        </Section>
      )}
    </div>
  );
}
