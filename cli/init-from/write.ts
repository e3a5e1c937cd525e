import { isCollection, isNode, parseDocument } from 'yaml';
import type { Proposal } from '../../models/proposals/proposal.ts';
import { emptyFolder, fileOf, writeInside } from '../../models/workspace/export.ts';
import { toYaml } from '../../models/workspace/to-yaml.ts';

/** Writes proposals as the files of a workspace, each with its reasons as comments. Returns their names. */
export async function writeProposals(
  folder: string,
  proposals: readonly Proposal[],
  options: { force?: boolean } = {},
): Promise<string[]> {
  const root = await emptyFolder(folder, options.force);
  const files = proposals.map(({ resource }) => fileOf(resource));
  for (const [index, proposal] of proposals.entries())
    await writeInside(root, files[index] ?? '', commented(proposal));
  return files.sort();
}

/** The resource's own YAML with comments before it and behind its fields. */
export function commented({ resource, why, notes }: Proposal): string {
  const document = parseDocument(toYaml(resource));
  for (const [path, text] of notes) {
    const node = document.getIn(path, true);
    if (!isNode(node) || text === '') continue;
    if (isCollection(node) && !node.flow) node.commentBefore = ` ${oneLine(text)}`;
    else node.comment = ` ${oneLine(text)}`;
    // A comment ends its line, so what holds the field must have a line for each.
    const holder = document.getIn(path.slice(0, -1), true);
    if (isCollection(holder) && path.length > 1) holder.flow = false;
  }
  const head = why.filter((line) => line !== '').map((line) => `# ${capital(oneLine(line))}.\n`);
  return `${head.join('')}${document.toString({ lineWidth: 0 })}`;
}

/** Names of columns come from files, and may hold line breaks. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
/** A sentence's first letter; a name that it starts with stays as it is. */
const capital = (text: string): string =>
  /^[a-z]+[ ,:;']/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
