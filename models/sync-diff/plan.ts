import { createHash } from 'node:crypto';
import { ConfigError } from '../../connectors/errors.ts';
import { type ColumnKind, type Dialect, weftSchema } from '../../connectors/warehouses/dialect.ts';
import { type SteppedColumn, stepChain } from '../identity/normalize.ts';
import { createRenderer } from '../template/render.ts';
import { singleOf } from '../workspace/kinds/mapping.ts';
import type { Sync } from '../workspace/kinds/sync.ts';
import { syncColumns } from './columns.ts';
import { FieldCompiler, stepsOf } from './fields/compile.ts';
import { compileTemplate } from './fields/template.ts';
import { type ReadSource, sourceSql } from './source.ts';
import { planTable } from './tables.ts';
import { templates } from './templates.ts';

/** What a sync's destination takes. */
export interface Receiver {
  /** Rows of one chunk. */
  chunkRows: number;
  /** Whether it can remove a row though the sync does not mirror. */
  deletes: boolean;
  /** Whether it can give a row that it holds another key. */
  rekeys: boolean;
  /** What empties a field there. */
  clear: string | number | null;
  /** Names where the rows go: what was acknowledged elsewhere is not there. */
  target: string;
}

/** Where a plan finds the tables of the models, what was acknowledged, and where it writes. */
export interface PlanSchemas {
  models: string;
  state: string;
  plan: string;
}

const ownSchemas: PlanSchemas = { models: weftSchema, state: weftSchema, plan: weftSchema };

export interface PlanRequest {
  sync: Sync;
  runId: string;
  source: ReadSource;
  receiver: Receiver;
  schemas?: PlanSchemas;
  /** Plans every row of the source anew, as it would be sent, whether it changed or not. */
  resend?: boolean;
  /** SQL of a statement that gives the only keys that are planned. */
  only?: string;
  /** Looks for keys that several rows have among those too that are as they were. */
  duplicates?: boolean;
}

/** A short name of a value that another value does not have. */
export const hashOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);

/** Changes when the same columns would be sent as something else, or the engine's digest is another. */
export const digestName = (dialect: Dialect, { map, key, nulls }: Sync): string =>
  `${hashOf([map, key, nulls])} ${dialect.rowDigestName}`;

/** Names where a sync's rows go; `tuning` are options that change how, and neither what nor where. */
export const targetName = ({ to }: Sync, tuning: readonly string[]): string =>
  hashOf(Object.entries(to).filter(([name]) => !tuning.includes(name)));

/**
 * The statement that computes a run's plan: a row for each key that was created, changed or removed against what the
 * destination acknowledged, over the mapped columns only, made into what is sent and numbered into chunks; for each
 * row that cannot be sent, with the reason; and for what moves the state alone (`keep`, `forget`) or stays (`stay`).
 *
 * Rows are told apart by a digest of the columns, in one full outer join; what is sent is made of those alone that
 * differ, and compared with what was acknowledged, so that a change that leaves the fields as they were sends nothing.
 *
 * A person has one row, and so shall the destination: of a person's keys there, which a merge or a changed value can
 * make several, one stays. The others are re-keyed to it (`previous_key`), removed, or skipped where the destination
 * can do neither, by each run anew.
 *
 * Throws ConfigError where the sync reads a column that is not there.
 */
export function planStatement(dialect: Dialect, request: PlanRequest): string {
  const { sync, source, receiver, schemas = ownSchemas } = request;
  const names = syncColumns(sync);
  const kinds = new Map(source.columns.map(({ name, kind }) => [name, kind]));
  const aliases = new Map(names.map((name, index) => [name, `c_${index + 1}`]));
  const kindOf = (name: string): ColumnKind => kinds.get(name) ?? missingColumn(sync, name, source);
  const inSource = (name: string) => ({ expression: `s.${dialect.ident(name)}`, kind: kindOf(name) });
  const afterDiff = (name: string) => ({ expression: aliases.get(name) ?? '', kind: kindOf(name) });

  const key = keyOf(dialect, sync, inSource);
  const owner = kinds.has('weft_id') ? 's.weft_id' : dialect.cast('null', 'text');
  const read = stepChain(
    `${sourceSql(dialect, source)} as s`,
    [
      { name: 'weft_owner', expression: owner },
      ...names.map((name) => ({ name: aliases.get(name) ?? '', expression: inSource(name).expression })),
    ],
    [key],
  );
  const firstRead = read.ctes[0];
  if (firstRead && source.where !== null) firstRead.from = `${firstRead.from} where ${source.where}`;

  const compiler = new FieldCompiler(dialect, afterDiff, { nulls: sync.nulls, clear: receiver.clear });
  const fields = compiler.fields(sync.map);
  const carried = ['weft_key', 'weft_owner', 'digest', ...heldColumns, ...aliases.values()];
  const made = stepChain(
    'differing',
    carried.map((name) => ({ name, expression: name })),
    fields.prepared.map((column) => ({ ...column, region: null })),
  );

  return createRenderer(dialect, 'warehouse')(templates, 'plan', {
    plan: planTable(request.runId, schemas.plan),
    sync: sync.slug,
    target: receiver.target,
    digestBy: digestName(dialect, sync),
    read: read.ctes.map((cte) => ({
      name: `read_${cte.name}`,
      columns: cte.columns.join(', '),
      from: cte.from.replace(/^step_/, 'read_step_'),
    })),
    lastRead: `read_${read.last}`,
    digest: dialect.rowDigest([
      ...names.map((name) => ({ expression: aliases.get(name) ?? '', kind: kindOf(name) })),
      { expression: 'weft_owner', kind: 'text' as const },
    ]),
    columns: [...aliases.values()],
    made: made.ctes.map((cte) => ({
      name: `made_${cte.name}`,
      columns: cte.columns.join(', '),
      from: cte.from.replace(/^step_/, 'made_step_'),
    })),
    lastMade: `made_${made.last}`,
    fields: fields.json,
    fault: fields.fault,
    persons: source.persons,
    resend: request.resend ?? false,
    materializes: dialect.materializesCtes,
    late: dialect.materializesCtes && !request.resend,
    duplicates: request.duplicates ?? false,
    only: request.only ?? null,
    adds: sync.mode !== 'update',
    changes: sync.mode !== 'insert' && sync.mode !== 'events',
    removal: removals[sync.mode] ?? null,
    merged: removals[sync.mode] ?? (receiver.deletes ? 'delete' : null),
    rekeys: receiver.rekeys && sync.mode !== 'insert' && sync.mode !== 'events',
    chunkRows: receiver.chunkRows,
    identityChanges: `${schemas.models}.identity_changes`,
    state: `${schemas.state}.sync_state`,
  });
}

/** What becomes at the destination of a row that is no longer in the source. */
const removals: Partial<Record<Sync['mode'], string>> = {
  mirror: 'delete',
  audience: 'delete',
  archive: 'archive',
};

const heldColumns = [
  'held_key',
  'holder',
  'held_digest',
  'previous_fields',
  'acknowledged_at',
  'state_digest',
  'state_digest_by',
  'rejected_digest',
  'rejected_reason',
];

/** The key, made into what names the row at the destination. */
export function keyOf(
  dialect: Dialect,
  sync: Sync,
  column: (name: string) => { expression: string; kind: ColumnKind },
): SteppedColumn {
  const key = singleOf(sync.key);
  const named = { name: 'weft_key', region: null };
  if ('column' in key) {
    const { expression, kind } = column(key.column);
    const steps = stepsOf(dialect, key, kind);
    return { ...named, from: steps.length === 0 ? dialect.text(expression, kind) : expression, steps };
  }
  if ('template' in key) {
    const { text } = compileTemplate(key.template, dialect, column);
    return { ...named, from: text, steps: stepsOf(dialect, key, 'text') };
  }
  throw new ConfigError(`sync ${sync.slug}: a key is a column or a template, not a formula`, {
    mend: 'Compute it in the source, and name the column.',
  });
}

function missingColumn(sync: Sync, name: string, { relation, columns }: ReadSource): never {
  const where = 'table' in relation ? relation.table : 'its statement';
  const some = columns.slice(0, 12).map((column) => column.name);
  throw new ConfigError(`sync ${sync.slug}: ${where} has no column ${name}`, {
    mend: `Name one of its columns${some.length > 0 ? `: ${some.join(', ')}` : ''}, or refresh the models first.`,
  });
}
