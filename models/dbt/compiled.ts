import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** One model as `dbt compile` left it. */
export interface CompiledModel {
  name: string;
  materialized: string;
  sql: string;
}

/** `target/manifest.json` of dbt, as far as it is used: https://schemas.getdbt.com/dbt/manifest/v12.json */
const manifest = z.object({
  nodes: z.record(
    z.string(),
    z.object({
      name: z.string(),
      resource_type: z.string(),
      config: z.object({ materialized: z.string() }).partial(),
      compiled_code: z.string().nullish(),
    }),
  ),
});

/** The models whose statements the last `dbt compile` of a project wrote. */
export function compiledModels(project: string): CompiledModel[] {
  const { nodes } = manifest.parse(
    JSON.parse(readFileSync(join(project, 'target', 'manifest.json'), 'utf8')),
  );
  return Object.values(nodes).flatMap(({ name, resource_type, config, compiled_code }) =>
    resource_type === 'model' && compiled_code
      ? { name, materialized: config.materialized ?? 'view', sql: compiled_code.trim() }
      : [],
  );
}
