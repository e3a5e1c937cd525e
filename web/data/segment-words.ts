import 'server-only';
import { getLocale, getTranslations } from 'next-intl/server';
import { type ConditionNode, conditionTree, namesOf } from '../../models/words/conditions.ts';
import { sentenceParts } from '../../models/words/segment-sentence.ts';
import { fieldName } from '../../models/workspace/field-path.ts';
import { type Condition, leafKey, walkConditions } from '../../models/workspace/kinds/segment.ts';
import { authorise } from './authorise.ts';
import { currentModels } from './computable.ts';
import { askableOf, type DraftInput } from './segment-asking.ts';
import { currentWorkspace } from './workspace.ts';

export interface WordsAnswer {
  /** The sentence, each clause with the field of its condition; empty where nothing is whole yet. */
  sentence: { text: string; field: string | null }[];
  /** Conditions that are not counted, with why where they are whole and wrong. */
  unfinished: { field: string; wrong: string | null }[];
  /** What is wrong with the whole. */
  problems: string[];
  /** By field, the date that a relative window means. */
  since: Record<string, string>;
}

const rowsOf = (node: ConditionNode): { since: string }[] =>
  node.node === 'row' ? [node] : node.children.flatMap(rowsOf);

/** Longer than anybody reads. */
const mostParts = 240;

function shortened(parts: WordsAnswer['sentence'], more: (left: number) => string): WordsAnswer['sentence'] {
  if (parts.length <= mostParts) return parts;
  const left = parts.slice(mostParts).filter(({ field }) => field !== null).length;
  return [...parts.slice(0, mostParts), { text: ` … ${more(left)}`, field: null }];
}

/** A draft in words, as far as it is whole. */
export async function draftWords(input: DraftInput): Promise<WordsAnswer> {
  await authorise('read');
  const { workspace, zone } = await currentWorkspace();
  const [language, words] = await Promise.all([getLocale(), getTranslations('segments')]);
  const { finished, problems } = askableOf(await currentModels(), input);
  const unfinished = finished.unfinished.map(({ path, message, wrong }) => ({
    field: fieldName(path),
    wrong: wrong ? message : null,
  }));
  if (finished.where === undefined) return { sentence: [], unfinished, problems, since: {} };
  const tree = conditionTree(
    finished.where,
    namesOf(workspace),
    { asOf: new Date().toISOString(), zone },
    language,
  );
  const leaves: Condition[] = [];
  walkConditions(finished.where, (condition) => {
    if (leafKey(condition) !== undefined) leaves.push(condition);
  });
  const fields = leaves.map((leaf) => fieldName(finished.places.get(leaf) ?? []));
  const since = rowsOf(tree).flatMap((row, index) => (row.since === '' ? [] : [[fields[index], row.since]]));
  return {
    sentence: shortened(
      sentenceParts(tree, language).map(({ text, row }) => ({
        text,
        field: row === null ? null : (fields[row] ?? null),
      })),
      (left) => words('andMore', { count: left }),
    ),
    unfinished,
    problems,
    since: Object.fromEntries(since),
  };
}
