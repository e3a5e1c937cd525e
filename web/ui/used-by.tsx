import { humanise } from '../../models/words/names.ts';
import { DataTable, RowLink } from './data-table.tsx';
import { type Paths, resourcePath } from './paths.ts';

interface Use {
  kind: string;
  slug: string;
  name: string;
}

/** The resources that read another one, each with its page. */
export function UsedBy({ caption, uses, paths }: { caption: string; uses: readonly Use[]; paths: Paths }) {
  return (
    <DataTable
      caption={caption}
      rows={uses}
      rowKey={(use) => `${use.kind}/${use.slug}`}
      linked
      columns={[
        {
          key: 'name',
          title: 'Name',
          clip: true,
          cell: (use) => {
            const href = resourcePath(paths, use.kind, use.slug);
            return href === null ? use.name : <RowLink href={href}>{use.name}</RowLink>;
          },
        },
        { key: 'kind', title: 'Kind', width: '160px', cell: (use) => humanise(use.kind) },
      ]}
    />
  );
}
