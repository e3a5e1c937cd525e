import { createHash } from 'node:crypto';
import { versionOf } from '../../connectors/warehouses/connection.ts';
import { weftSchema } from '../../connectors/warehouses/dialect.ts';
import { parametersTable } from '../predictions/tables.ts';
import { segmentModel } from '../segments/compile.ts';
import { finish } from '../template/render.ts';
import { dbtSourceName, type Generation, relationOf } from './context.ts';
import { type Model, modelsRead } from './model.ts';

/** What a refresh's models are made from beside their own text. */
export interface FingerprintInputs {
  /** Of the tables that `tablesRead` names, see `Warehouse.versions`. */
  versions: ReadonlyMap<string, string | null>;
  /** The text of all macros. */
  macros: string;
  now: Date;
}

/** What the models of identity read beside the sources, and write nothing of. */
const decisionsTable = `${weftSchema}.identity_decisions`;

/** The tables whose versions fingerprints are made of. */
export const tablesRead = ({ workspace }: Generation): string[] => [
  ...new Set([
    ...[...workspace.all('source'), ...workspace.all('entity')].flatMap(({ table }) => table ?? []),
    ...[decisionsTable, parametersTable],
  ]),
];

/** The ledger of segments: what it holds depends on the run only where a membership has changed. */
const ledger = ['segment_now', 'segment_changes', 'segment_members', 'segment_runs'];

/** Models that are built together or not at all, since each amends what the others hold. */
const unitOf = ({ folder, name }: Model): 'identity' | 'ledger' | undefined =>
  folder === 'identity' ? 'identity' : ledger.includes(name) ? 'ledger' : undefined;

/**
 * For each model a text that is the same as long as its rows would be: of its statement, of what it reads, near and
 * far, and of the day or the time where it asks that. Null where that cannot be known, as of a statement of the team's
 * own, which may read anything.
 */
export function fingerprints(
  generation: Generation,
  models: readonly Model[],
  { versions, macros, now }: FingerprintInputs,
): Map<string, string | null> {
  const { workspace, target } = generation;
  const byName = new Map(models.map((model) => [model.name, model]));
  const units = Map.groupBy(models, unitOf);
  const resources = [...workspace.all('source'), ...workspace.all('entity')];
  const tables = new Map(
    resources.flatMap(({ table }) => {
      const path = table?.split('.') ?? [];
      return table === undefined ? [] : [[`${dbtSourceName(path)}.${path.at(-1)}`, table] as const];
    }),
  );
  const ownStatements = resources
    .filter(({ sql }) => sql !== undefined)
    .map((resource) => finish(target, relationOf(generation, resource)));
  const unknown = new Set([
    ...workspace.all('trait').flatMap(({ slug, sql }) => (sql === undefined ? [] : [`trait_${slug}`])),
    ...workspace.all('segment').flatMap(({ slug, sql }) => (sql === undefined ? [] : [segmentModel(slug)])),
  ]);
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: workspace.zone }).format(now);
  const found = new Map<string, string | null>();

  const readBy = (model: Model): Model[] => modelsRead(model.sql).flatMap((name) => byName.get(name) ?? []);
  const partsOf = (model: Model): (string | null)[] => {
    const { sql, name, config, layout } = model;
    const parts: (string | null)[] = [name, sql, JSON.stringify([config, layout ?? null])];
    if (unknown.has(name) || ownStatements.some((statement) => sql.includes(statement))) return [null];
    for (const [, schema, table] of sql.matchAll(/source\('([^']+)', '([^']+)'\)/g)) {
      const path = tables.get(`${schema}.${table}`);
      parts.push(path === undefined ? null : (versions.get(path) ?? null));
    }
    if (sql.includes('weft_prediction_parameters()')) parts.push(versionOf(versions, parametersTable));
    if (unitOf(model) === undefined) {
      if (/weft_(now|run_id)\(\)/.test(sql)) parts.push(now.toISOString());
      if (sql.includes('weft_today()')) parts.push(today);
    }
    return parts;
  };
  const fingerprintOf = (model: Model): string | null => {
    const known = found.get(model.name);
    if (known !== undefined) return known;
    const unit = unitOf(model);
    const together = unit === undefined ? [model] : (units.get(unit) ?? []);
    const parts = together.flatMap(partsOf);
    if (unit === 'identity') parts.push(versionOf(versions, decisionsTable));
    // Segments follow persons who merge.
    if (unit === 'ledger') parts.push(...(units.get('identity') ?? []).slice(0, 1).map(fingerprintOf));
    const outside = together.flatMap(readBy).filter((read) => !together.includes(read));
    for (const read of new Set(outside)) parts.push(fingerprintOf(read));
    const made = parts.includes(null)
      ? null
      : createHash('sha256')
          .update(JSON.stringify([macros, parts]))
          .digest('hex')
          .slice(0, 32);
    for (const { name } of together) found.set(name, made);
    return made;
  };
  for (const model of models) fingerprintOf(model);
  return found;
}
