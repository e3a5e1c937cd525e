import { useTranslations } from 'next-intl';
import { DataTable, RowLink } from './data-table.tsx';
import { type Paths, resourcePath } from './paths.ts';
import { resourceWord } from './resource-word.ts';

interface Use {
  kind: string;
  slug: string;
  name: string;
}

/** The resources that read another one, each with its page. */
export function UsedBy({ caption, uses, paths }: { caption: string; uses: readonly Use[]; paths: Paths }) {
  const words = useTranslations('common');
  return (
    <DataTable
      caption={caption}
      rows={uses}
      rowKey={(use) => `${use.kind}/${use.slug}`}
      linked
      columns={[
        {
          key: 'name',
          title: words('used.name'),
          clip: true,
          cell: (use) => {
            const href = resourcePath(paths, use.kind, use.slug);
            return href === null ? use.name : <RowLink href={href}>{use.name}</RowLink>;
          },
        },
        {
          key: 'kind',
          title: words('used.kind'),
          width: '160px',
          cell: (use) => resourceWord(words, use.kind),
        },
      ]}
    />
  );
}
