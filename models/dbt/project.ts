import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import type { Dialect } from '../../connectors/warehouses/dialect.ts';
import { entityModels } from '../entities/context.ts';
import { eventModels } from '../events/context.ts';
import { identityModels } from '../identity/context.ts';
import { profileModels } from '../profiles/context.ts';
import { segmentModels } from '../segments/context.ts';
import { weftSchema } from '../template/render.ts';
import { traitModels } from '../traits/context.ts';
import type { Workspace } from '../workspace/resource.ts';
import { type Catalog, dbtSourceName, type Generation, generation } from './context.ts';
import type { Model } from './model.ts';

export const dbtProjectName = 'weft';

const macroFolders = ['template', 'identity', 'segments'].map((grain) =>
  join(import.meta.dirname, '..', grain, 'macros'),
);

/** Every model of a workspace, in the order of the grains. */
export function modelsOf(workspace: Workspace, catalog: Catalog, dialect: Dialect): Model[] {
  const context = generation(workspace, catalog, dialect, 'dbt');
  const grains: ((generation: Generation) => Model[])[] = [
    identityModels,
    eventModels,
    entityModels,
    profileModels,
    traitModels,
    segmentModels,
  ];
  return grains.flatMap((grain) => grain(context));
}

const retirable = /^(segment|entity|traits)_/;

/** Whether a table of Weft's schema is of a segment, entity or trait that the project declares no more. */
export function isRetired(table: string, files: ReadonlyMap<string, string>): boolean {
  return retirable.test(table) && ![...files.keys()].some((path) => path.endsWith(`/${table}.sql`));
}

function schemaYaml(models: readonly Model[]): string {
  return stringify({
    version: 2,
    models: models.map((model) => ({
      name: model.name,
      description: model.description,
      config: model.config,
      ...(model.tests ? { data_tests: model.tests } : {}),
      columns: model.columns.map(({ name, description, tests }) => ({
        name,
        description,
        quote: true,
        ...(tests ? { data_tests: tests } : {}),
      })),
    })),
  });
}

/** The tables that the models read, grouped by schema as dbt's sources. */
function sourcesYaml(workspace: Workspace): string {
  const groups = new Map<string, { name: string; path: string[]; tables: Map<string, string> }>();
  for (const resource of [...workspace.all('source'), ...workspace.all('entity')]) {
    if (resource.table === undefined) continue;
    const path = resource.table.split('.');
    const name = dbtSourceName(path);
    const group = groups.get(name) ?? { name, path, tables: new Map<string, string>() };
    const table = path.at(-1) ?? '';
    group.tables.set(table, group.tables.get(table) ?? resource.description ?? resource.name ?? '');
    groups.set(name, group);
  }
  return stringify({
    version: 2,
    sources: [...groups.values()].map(({ name, path, tables }) => ({
      name,
      schema: path.at(-2),
      ...(path.length === 3 ? { database: path[0] } : {}),
      quoting: { identifier: true },
      tables: [...tables].map(([table, description]) => ({ name: table, description })),
    })),
  });
}

/** The files of a self-contained dbt project, by their path in it. */
export function projectFiles(
  workspace: Workspace,
  catalog: Catalog,
  dialect: Dialect,
  profile: Record<string, unknown>,
): Map<string, string> {
  const models = modelsOf(workspace, catalog, dialect);
  const files = new Map<string, string>();
  files.set(
    'dbt_project.yml',
    stringify({
      name: dbtProjectName,
      version: '1.0.0',
      'config-version': 2,
      profile: dbtProjectName,
      'model-paths': ['models'],
      'macro-paths': ['macros'],
      'target-path': 'target',
      'clean-targets': ['target'],
      flags: { send_anonymous_usage_stats: false },
      models: { [dbtProjectName]: { '+schema': weftSchema } },
    }),
  );
  files.set('profiles.yml', stringify({ [dbtProjectName]: profile }));
  files.set('models/sources.yml', sourcesYaml(workspace));
  for (const folder of new Set(models.map((model) => model.folder))) {
    files.set(`models/${folder}/schema.yml`, schemaYaml(models.filter((model) => model.folder === folder)));
  }
  for (const model of models) files.set(`models/${model.folder}/${model.name}.sql`, model.sql);
  for (const folder of macroFolders) {
    for (const name of readdirSync(folder))
      files.set(`macros/${name}`, readFileSync(join(folder, name), 'utf8'));
  }
  files.set(
    'macros/schema.sql',
    '{% macro generate_schema_name(name, node) %}{{ name or target.schema }}{% endmacro %}\n',
  );
  return files;
}

/** Writes the project, leaving dbt's own folders (target, logs) and files that did not change alone. */
export function writeProject(folder: string, files: ReadonlyMap<string, string>): void {
  for (const part of ['models', 'macros']) {
    let present: string[] = [];
    try {
      present = readdirSync(join(folder, part), { recursive: true, encoding: 'utf8' });
    } catch {
      continue;
    }
    for (const name of present) {
      if (/\.(sql|yml)$/.test(name) && !files.has(`${part}/${name}`)) rmSync(join(folder, part, name));
    }
  }
  for (const [path, text] of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    let before: string | undefined;
    try {
      before = readFileSync(file, 'utf8');
    } catch {
      before = undefined;
    }
    // An unchanged file keeps its time, by which dbt's partial parse knows it.
    if (before !== text) writeFileSync(file, text);
  }
}
