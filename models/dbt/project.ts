import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { type Dialect, weftSchema } from '../../connectors/warehouses/dialect.ts';
import { consentModels } from '../consents/context.ts';
import { entityModels } from '../entities/context.ts';
import { eventModels } from '../events/context.ts';
import { identityModels } from '../identity/context.ts';
import { fuzzyModels } from '../identity/fuzzy/context.ts';
import { listModels } from '../lists/context.ts';
import { profileModels } from '../profiles/context.ts';
import { segmentModels } from '../segments/context.ts';
import { folderBeside } from '../template/folder.ts';
import type { Target } from '../template/render.ts';
import { traitModels } from '../traits/context.ts';
import type { Workspace } from '../workspace/resource.ts';
import { configOf } from './config.ts';
import {
  type Catalog,
  dbtSourceName,
  type Generation,
  generation,
  type Scope,
  type SetAside,
} from './context.ts';
import type { Model } from './model.ts';

export const dbtProjectName = 'weft';

const macroFolders = ['template', 'identity', 'identity/fuzzy', 'entities', 'predictions', 'segments'].map(
  (grain) => folderBeside(import.meta.url, '..', grain, 'macros'),
);

/** Every model of a workspace, in the order of the grains. */
export function modelsOf(
  workspace: Workspace,
  catalog: Catalog,
  dialect: Dialect,
  target: Target = 'dbt',
  scope: Scope = {},
): Model[] {
  const context = generation(workspace, catalog, dialect, target, scope);
  const grains: ((generation: Generation) => Model[])[] = [
    fuzzyModels,
    identityModels,
    eventModels,
    entityModels,
    profileModels,
    consentModels,
    traitModels,
    segmentModels,
    listModels,
  ];
  return grains.flatMap((grain) => grain(context));
}

/** A model in dbt's selection syntax, by its path: a bare name would also select the folder of that name. */
export const selectorOf = ({ folder, name }: Pick<Model, 'folder' | 'name'>): string =>
  `path:models/${folder}/${name}.sql`;

const retirable = /^(list_of|segment|entity|related|traits?)_/;

/** Whether a table of Weft's schema is of a segment, entity or trait that is declared no more. */
export function isRetired(table: string, declared: ReadonlySet<string>): boolean {
  return retirable.test(table) && !declared.has(table);
}

/** YAML as dbt reads it, to whom a name such as `no` or `on` is a boolean where it stands without quotes. */
const dbtYaml = (value: unknown): string => stringify(value, { version: '1.1' });

function schemaYaml(models: readonly Model[], dialect: Dialect): string {
  return dbtYaml({
    version: 2,
    models: models.map((model) => ({
      name: model.name,
      description: model.description,
      config: configOf(dialect, model),
      ...(model.tests ? { data_tests: model.tests } : {}),
      columns: model.columns.map(({ name, description, tests }) => ({
        // dbt quotes the name, so it must be the one that the engine has.
        name: dialect.storedName(name),
        description,
        quote: true,
        ...(tests ? { data_tests: tests } : {}),
      })),
    })),
  });
}

/** The tables that the models read, grouped by schema as dbt's sources. */
function sourcesYaml(workspace: Workspace, dialect: Dialect): string {
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
  return dbtYaml({
    version: 2,
    sources: [...groups.values()].map(({ name, path, tables }) => ({
      name,
      schema: dialect.storedName(path.at(-2) ?? ''),
      ...(path.length === 3 ? { database: dialect.storedName(path[0] ?? '') } : {}),
      quoting: { database: path.length === 3, schema: true, identifier: true },
      tables: [...tables].map(([table, description]) => ({
        name: table,
        identifier: dialect.storedName(table),
        description,
      })),
    })),
  });
}

/** The files of a self-contained dbt project, by their path in it. Its models are built in `schema`. */
export function projectFiles(
  workspace: Workspace,
  catalog: Catalog,
  dialect: Dialect,
  profile: Record<string, unknown>,
  schema = weftSchema,
  aside?: SetAside,
): Map<string, string> {
  const models = modelsOf(workspace, catalog, dialect, 'dbt', { aside });
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
      // Says in the engine's own history what a statement is for; BigQuery keeps it as the job's labels.
      'query-comment': { comment: '{{ weft_query_comment(node) }}', 'job-label': true },
      models: {
        [dbtProjectName]: {
          '+schema': schema,
          // There a time without a zone becomes one in the session's, which the account's administrator sets.
          ...(dialect.name === 'snowflake' ? { '+pre-hook': "alter session set timezone = 'UTC'" } : {}),
        },
      },
    }),
  );
  files.set('profiles.yml', stringify({ [dbtProjectName]: profile }));
  files.set('models/sources.yml', sourcesYaml(workspace, dialect));
  for (const folder of new Set(models.map((model) => model.folder))) {
    files.set(
      `models/${folder}/schema.yml`,
      schemaYaml(
        models.filter((model) => model.folder === folder),
        dialect,
      ),
    );
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
