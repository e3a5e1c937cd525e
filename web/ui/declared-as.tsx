import { useTranslations } from 'next-intl';
import type { Declared } from '../data/catalogue.ts';
import { Go } from './go.tsx';
import type { Paths } from './paths.ts';
import { Dim } from './values.tsx';

/** The sources and entities that read a table. */
export function DeclaredAs({ declared, paths }: { declared: readonly Declared[]; paths: Paths }) {
  const words = useTranslations('sources.catalogue');
  if (declared.length === 0) return <Dim>{words('undeclared')}</Dim>;
  return declared.map(({ kind, slug, name }, place) => (
    <span key={`${kind}/${slug}`}>
      {place > 0 ? ', ' : ''}
      <Dim>{words(kind)}</Dim>{' '}
      <Go href={kind === 'source' ? paths.source(slug) : paths.entity(slug)}>{name}</Go>
    </span>
  ));
}
