import { useTranslations } from 'next-intl';
import type { ConditionNode, ConditionRow } from '../../models/words/conditions.ts';
import css from './condition-rows.module.css';
import { Go } from './go.tsx';
import type { Paths } from './paths.ts';

function Subject({ row, paths }: { row: ConditionRow; paths: Paths }) {
  if (row.of === 'Trait') return <Go href={paths.trait(row.slug)}>{row.subject}</Go>;
  if (row.of === 'Segment') return <Go href={paths.segment(row.slug)}>{row.subject}</Go>;
  return row.subject;
}

const hows = { 'all of': 'all', 'any of': 'any', 'none of': 'none' } as const;

function Node({ node, paths }: { node: ConditionNode; paths: Paths }) {
  const words = useTranslations('segments.read');
  if (node.node === 'row') {
    return (
      <li className={css.row}>
        <span className={css.of}>{words(`of.${node.of}`)}</span>
        <span className={css.subject}>
          <Subject row={node} paths={paths} />
        </span>
        <span className={css.operator}>{node.operator}</span>
        <span className={css.value}>
          {node.value} {node.since === '' ? null : <span className={css.since}>{node.since}</span>}
        </span>
      </li>
    );
  }
  return (
    <li className={css.group} data-how={node.how}>
      <span className={css.how}>{words(`how.${hows[node.how]}`)}</span>
      <ul className={css.list}>
        {node.children.map((child, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a definition is read-only, and its places are its identity
          <Node key={place} node={child} paths={paths} />
        ))}
      </ul>
    </li>
  );
}

/** The conditions of a definition as a tree of rows, to be read. */
export function ConditionRows({ tree, paths }: { tree: ConditionNode; paths: Paths }) {
  return (
    <div className={css.frame}>
      <ul className={css.list}>
        <Node node={tree} paths={paths} />
      </ul>
    </div>
  );
}
