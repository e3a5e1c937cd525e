import type { ConditionNode, ConditionRow } from './conditions.ts';

/** Without the capital of its first word, unless that is one of an abbreviation: RFM stays. */
const lower = (text: string): string =>
  /^\p{Lu}\p{Lu}/u.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);

/** One condition as a clause about people: `whose lifetime value is at least 500`. */
export function rowWords(row: ConditionRow): string {
  const after = row.value === '' ? '' : ` ${row.value}`;
  switch (row.of) {
    case 'Segment':
      return `who are in “${row.subject}”`;
    case 'Consent':
      return `who agreed to “${lower(row.subject)}”`;
    case 'Rows':
      return `who ${row.operator.replace('has', 'have')} ${lower(row.subject)}${after}`;
    case 'Event':
      if (row.operator === 'did') return `who did “${lower(row.subject)}”${after}`;
      if (row.operator === 'did not') return `who did not do “${lower(row.subject)}”${after}`;
      return `whose ${row.operator.replace(' time ', ` “${lower(row.subject)}” `)}${after}`;
    default:
      return `whose ${lower(row.subject)} ${row.operator}${after}`;
  }
}

/** The negation of one row, where its own words allow it. */
function negatedRow(row: ConditionRow): string {
  if (row.of === 'Segment') return `who are not in “${row.subject}”`;
  if (row.of === 'Consent') return `who did not agree to “${lower(row.subject)}”`;
  if (row.of === 'Rows' && row.operator === 'has') {
    return `who have no ${lower(row.subject)} ${row.value}`.trimEnd();
  }
  if (row.of === 'Event' && row.operator === 'did') {
    return `who did not do “${lower(row.subject)}” ${row.value}`.trimEnd();
  }
  return `of whom it is not true that their ${lower(row.subject)} ${row.operator} ${row.value}`.trimEnd();
}

function phrase(node: ConditionNode, nested: boolean): string {
  if (node.node === 'row') return rowWords(node);
  if (node.how === 'none of') {
    const parts = node.children.map((child) =>
      child.node === 'row'
        ? negatedRow(child)
        : `of whom it is not true that they are people ${phrase(child, true)}`,
    );
    return parts.join(' and ');
  }
  const parts = node.children.map((child) => phrase(child, true));
  if (parts.length === 1) return parts.join('');
  if (node.how === 'all of') return parts.join(nested ? ' and ' : ', and ');
  const either = `either ${parts.join(' or ')}`;
  return nested ? `(${either})` : either;
}

/** A definition as one sentence: "People whose lifetime value is at least 500, and who did not …". */
export const segmentSentence = (tree: ConditionNode): string => `People ${phrase(tree, false)}.`;
