import type { Generation } from '../dbt/context.ts';
import type { Model } from '../dbt/model.ts';
import { identitySources } from '../identity/context.ts';
import { folderBeside } from '../template/folder.ts';
import { exclusionsOf } from '../workspace/exclusions.ts';
import type { List } from '../workspace/kinds/list.ts';
import { listModel } from './names.ts';

const templates = folderBeside(import.meta.url, 'templates');

/** A person's place from 0 to 1 in a list, for one purpose: the same at every refresh, and in no relation to others. */
const draw = ({ dialect }: Generation, list: List, purpose: string): string =>
  dialect.share(`${dialect.literal(`${list.slug}/${purpose}/`)} || weft_id`);

/** The group of those who are contacted, by the bounds that the shares give one after the other. */
function splitCase(generation: Generation, list: List): string {
  const { dialect } = generation;
  const groups = Object.entries(list.splits ?? {});
  if (groups.length === 0) return dialect.cast('null', 'text');
  const drawn = draw(generation, list, 'split');
  let bound = 0;
  const cases = groups.slice(0, -1).map(([name, share]) => {
    bound += share;
    return `when ${drawn} < ${Number(bound.toFixed(12))} then ${dialect.literal(name)}`;
  });
  return `case ${cases.join(' ')} else ${dialect.literal(groups.at(-1)?.[0] ?? '')} end`;
}

function listContext(generation: Generation, list: List) {
  const { dialect, workspace } = generation;
  return {
    slug: list.slug,
    exclude: exclusionsOf(workspace, list),
    parts: list.parts.map(({ segment, cap, by }, index) => ({
      name: `part_${index + 1}`,
      place: dialect.cast(String(index + 1), 'integer'),
      segment,
      before: list.parts.slice(0, index).map((_, earlier) => `part_${earlier + 1}`),
      cap: cap ?? null,
      order: [
        ...(by === undefined ? [] : [`p.${dialect.ident(by)} desc nulls last`]),
        dialect.md5(`${dialect.literal(`${list.slug}/cap/`)} || m.weft_id`),
      ].join(', '),
    })),
    heldOut: list.holdout === undefined ? 'false' : `${draw(generation, list, 'holdout')} < ${list.holdout}`,
    split: splitCase(generation, list),
  };
}

/** A model for each list of who is in it, all of them beside each other, and what a sync of one sends. */
export function listModels(generation: Generation): Model[] {
  const { workspace, render } = generation;
  const lists = workspace.all('list');
  if (lists.length === 0 || identitySources(generation).length === 0) return [];
  const columns = [
    { name: 'list', description: 'Slug of the list.', tests: ['not_null'] },
    { name: 'weft_id', description: 'The person.', tests: ['not_null'] },
    { name: 'segment', description: 'The part that claims them: the first whose members they are among.' },
    { name: 'place', description: 'Its place in the list, from 1.' },
    { name: 'held_out', description: 'Whether they are not contacted, for comparison.' },
    {
      name: 'split',
      description: 'Their group of those who are contacted; null without groups, and of the held out.',
    },
  ];
  return [
    {
      name: 'list_members',
      folder: 'segments',
      description: 'One row per list and person in it. Key: list, weft_id.',
      config: { materialized: 'table' },
      columns,
      sql: render(templates, 'list_members', { lists: lists.map((list) => listContext(generation, list)) }),
    },
    ...lists.map(
      (list): Model => ({
        name: listModel(list.slug),
        folder: 'segments',
        description: `${list.description ?? list.name ?? list.slug}: who is contacted, with their profile and traits. Key: weft_id.`,
        config: { materialized: 'view' },
        columns: [{ name: 'weft_id', description: 'The person.', tests: ['not_null', 'unique'] }],
        sql: render(templates, 'list_of', { slug: list.slug }),
      }),
    ),
  ];
}
