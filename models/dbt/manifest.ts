import { z } from 'zod';

/** `target/manifest.json` of dbt, as far as lineage needs it: https://schemas.getdbt.com/dbt/manifest/v12.json */
const node = z.object({
  name: z.string(),
  resource_type: z.string(),
  description: z.string().default(''),
  original_file_path: z.string(),
  config: z.object({ materialized: z.string() }).partial(),
  columns: z
    .record(z.string(), z.object({ name: z.string(), description: z.string().default('') }))
    .default({}),
  depends_on: z.object({ nodes: z.array(z.string()).default([]) }).default({ nodes: [] }),
  compiled_code: z.string().nullish(),
  attached_node: z.string().nullish(),
  column_name: z.string().nullish(),
  test_metadata: z.object({ name: z.string() }).nullish(),
});
const source = z.object({ schema: z.string(), identifier: z.string() });

const manifestSchema = z.object({
  nodes: z.record(z.string(), node),
  sources: z.record(z.string(), source),
});

export interface DbtTest {
  /** `unique`, `not_null`, or the test's own name. */
  test: string;
  /** Null for one of the whole model. */
  column: string | null;
}

export interface DbtModel {
  name: string;
  /** The grain, which is also the folder. */
  folder: string;
  description: string;
  materialized: string;
  columns: { name: string; description: string }[];
  tests: DbtTest[];
  /** Models that it reads. */
  reads: string[];
  /** Tables of others that it reads, as `schema.table` of the engine's own spelling. */
  tables: string[];
  /** As dbt last compiled it; null where the last run left it alone. */
  compiled: string | null;
  /** Below the project's folder. */
  file: string;
}

const unquoted = (name: string): string => name.replaceAll(/["`]/g, '');

/** The models of a manifest's text, by the name. */
export function modelsOfManifest(text: string): DbtModel[] {
  const { nodes, sources } = manifestSchema.parse(JSON.parse(text));
  const tests = Map.groupBy(
    Object.values(nodes).filter(({ resource_type }) => resource_type === 'test'),
    ({ attached_node, depends_on }) => attached_node ?? depends_on.nodes[0] ?? '',
  );
  return Object.entries(nodes)
    .filter(([, { resource_type }]) => resource_type === 'model')
    .map(
      ([id, model]): DbtModel => ({
        name: model.name,
        folder: model.original_file_path.split('/').at(-2) ?? '',
        description: model.description,
        materialized: model.config.materialized ?? 'view',
        columns: Object.values(model.columns).map(({ name, description }) => ({
          name: unquoted(name),
          description,
        })),
        tests: (tests.get(id) ?? []).map(({ name, column_name, test_metadata }) => ({
          test: test_metadata?.name ?? name,
          column: column_name ? unquoted(column_name) : null,
        })),
        reads: model.depends_on.nodes.flatMap((other) => {
          const read = nodes[other];
          return read?.resource_type === 'model' ? [read.name] : [];
        }),
        tables: model.depends_on.nodes.flatMap((other) => {
          const read = sources[other];
          return read === undefined ? [] : [`${read.schema}.${read.identifier}`];
        }),
        compiled: model.compiled_code?.trim() ?? null,
        file: model.original_file_path,
      }),
    )
    .toSorted((a, b) => a.name.localeCompare(b.name));
}
