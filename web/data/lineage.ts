import 'server-only';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type DbtModel, modelsOfManifest } from '../../models/dbt/manifest.ts';
import { listModel } from '../../models/lists/names.ts';
import { nameOf } from '../../models/words/names.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { tablesRead } from '../../models/workspace/tables-read.ts';
import { listOfSync } from '../../models/workspace/uses.ts';
import { authorise } from './authorise.ts';
import { NotComputed } from './not-computed.ts';
import { settings } from './settings.ts';
import { currentWorkspace } from './workspace.ts';

export interface LineageNode {
  /** `table/raw.orders`, `model/profiles`, `segment/lapsing`, `sync/lapsing_to_files`. */
  id: string;
  kind: 'table' | 'model' | 'segment' | 'sync';
  name: string;
  /** What it is called in a list. */
  title: string;
  detail: string;
}

export interface Lineage {
  nodes: LineageNode[];
  lines: { from: string; to: string }[];
}

const project = (): string => join(settings().home, 'dbt');

let kept: { path: string; at: number; models: DbtModel[] } | undefined;

/** The models of the last refresh, as dbt wrote them down. */
export async function dbtModels(): Promise<DbtModel[]> {
  await authorise('read');
  const path = join(project(), 'target', 'manifest.json');
  const found = await stat(path).catch(() => null);
  if (found === null) {
    throw new NotComputed('lineage', {
      refresh: true,
    });
  }
  if (kept?.path === path && kept.at === found.mtimeMs) return kept.models;
  const models = modelsOfManifest(await readFile(path, 'utf8'));
  kept = { path, at: found.mtimeMs, models };
  return models;
}

/** A model as it was last compiled: in the manifest, or in the file that an earlier run left. */
export async function compiledSql(model: DbtModel): Promise<string | null> {
  await authorise('read');
  if (model.compiled !== null) return model.compiled;
  const path = join(project(), 'target', 'compiled', 'weft', model.file);
  return readFile(path, 'utf8').then(
    (text) => text.trim(),
    () => null,
  );
}

/** Tables, models, segments and syncs, and how each is made of those before it. */
export async function lineage(): Promise<Lineage> {
  await authorise('read');
  const [models, { workspace }] = await Promise.all([dbtModels(), currentWorkspace()]);
  const has = new Set(models.map(({ name }) => name));
  const readBy = new Map(models.map((model) => [model.name, tablesOfModel(workspace, model)]));
  const tables = new Set([...readBy.values()].flat());
  const nodes: LineageNode[] = [
    ...[...tables].map((path) => ({
      ...{ id: `table/${path}`, kind: 'table' as const, name: path },
      ...{ title: path.split('.').at(-1) ?? path, detail: path },
    })),
    ...models.map(({ name, materialized, folder }) => ({
      ...{ id: `model/${name}`, kind: 'model' as const, name, title: name },
      detail: `${folder}, ${materialized}`,
    })),
    ...workspace.all('segment').map(({ slug, name }) => ({
      ...{ id: `segment/${slug}`, kind: 'segment' as const, name: slug },
      ...{ title: nameOf({ slug, name }), detail: slug },
    })),
    ...workspace.all('sync').map(({ slug, name, to }) => ({
      ...{ id: `sync/${slug}`, kind: 'sync' as const, name: slug },
      ...{ title: nameOf({ slug, name }), detail: to.destination },
    })),
  ];
  const known = new Set(nodes.map(({ id }) => id));
  const lines = [
    ...models.flatMap((model) => [
      ...model.reads.map((read) => ({ from: `model/${read}`, to: `model/${model.name}` })),
      ...(readBy.get(model.name) ?? []).map((path) => ({ from: `table/${path}`, to: `model/${model.name}` })),
    ]),
    ...(has.has('segment_members')
      ? workspace.all('segment').map(({ slug }) => ({ from: 'model/segment_members', to: `segment/${slug}` }))
      : []),
    ...workspace.all('sync').flatMap(({ slug, from }) => {
      const list = listOfSync(workspace, from);
      const origin = 'segment' in from ? `segment/${from.segment}` : list && `model/${listModel(list.slug)}`;
      return origin === undefined ? [] : [{ from: origin, to: `sync/${slug}` }];
    }),
  ];
  return { nodes, lines: lines.filter(({ from, to }) => known.has(from) && known.has(to)) };
}

/** Those that dbt knows, and those that an entity's own statement names. */
function tablesOfModel(workspace: Workspace, { name, tables }: DbtModel): string[] {
  const entity = /^(?:entity|related)_(.+)$/.exec(name)?.[1];
  const sql = entity === undefined ? undefined : workspace.get('entity', entity)?.sql;
  if (sql === undefined) return tables;
  const words = new Set(sql.toLowerCase().match(/[\w$]+(?:\.[\w$]+)+/g));
  return [...tables, ...tablesRead(workspace).filter((path) => words.has(path.toLowerCase()))];
}

export type Direction = 'both' | 'up' | 'down';

/** The part of it that leads to one of its nodes, or away from it, or both; all of it where there is no such node. */
export function around({ nodes, lines }: Lineage, id: string | null, direction: Direction): Lineage {
  if (id === null || !nodes.some((node) => node.id === id)) return { nodes, lines };
  const reached = new Set([id]);
  const follow = (from: 'from' | 'to', to: 'from' | 'to') => {
    const open = [id];
    const seen = new Set(open);
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const line of lines) {
        if (line[from] !== at || seen.has(line[to])) continue;
        seen.add(line[to]);
        open.push(line[to]);
      }
    }
    for (const one of seen) reached.add(one);
  };
  if (direction !== 'up') follow('from', 'to');
  if (direction !== 'down') follow('to', 'from');
  return {
    nodes: nodes.filter((node) => reached.has(node.id)),
    lines: lines.filter(({ from, to }) => reached.has(from) && reached.has(to)),
  };
}
