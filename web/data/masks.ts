import 'server-only';
import type { Column, Row, Value } from '../../connectors/warehouses/connection.ts';
import { weftSchema } from '../../connectors/warehouses/dialect.ts';
import { looksPersonal, PersonalColumns } from '../../models/profiling/personal.ts';
import { soundsPersonal } from '../../models/proposals/meaning.ts';
import type { Entity } from '../../models/workspace/kinds/entity.ts';
import type { Source } from '../../models/workspace/kinds/source.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { may } from './authorise.ts';
import { textOrNull } from './values.ts';

/** The tables of Weft's own whose columns are those of a person. */
const ofPersons = new Set(['customer_360', 'profiles', 'traits'].map((table) => `${weftSchema}.${table}`));

/** The sources and entities that read a table; a declaration may name its database as well. */
export function declaredOver(workspace: Workspace, table: string): (Source | Entity)[] {
  const path = table.toLowerCase();
  return [...workspace.all('source'), ...workspace.all('entity')].filter((resource) => {
    const declared = resource.table?.toLowerCase();
    return declared === path || declared?.endsWith(`.${path}`);
  });
}

/** Whether a table is one whose personal columns the workspace knows. */
export const isKnown = (workspace: Workspace, table: string): boolean =>
  ofPersons.has(table) || table === `${weftSchema}.events` || declaredOver(workspace, table).length > 0;

/**
 * Which columns of a table hold what is personal. Of a table that nobody declared those that are called so; of Weft's
 * own, which hold identifiers under other names, every text.
 */
export function personalOf(workspace: Workspace, table: string): (column: Column) => boolean {
  const personal = new PersonalColumns(workspace);
  if (ofPersons.has(table)) return ({ name }) => personal.ofPerson(name);
  if (table === `${weftSchema}.events`) return ({ name }) => personal.ofEvents(name) || name === 'properties';
  const [declared] = declaredOver(workspace, table);
  if (declared !== undefined) return ({ name }) => personal.of(declared, name);
  const own = table.startsWith(`${weftSchema}.`);
  return ({ name, kind }) => soundsPersonal(name) || (own && hidesAnything(kind));
}

/** Kinds in which anything may be written. */
const hidesAnything = (kind: Column['kind']): boolean => ['text', 'json', 'bytes'].includes(kind);

/** Whether personal values are shown to who asks: they may see them, and asked for it. */
export const revealed = async (asked: boolean): Promise<boolean> => asked && (await may('personal.read'));

export interface ShownColumn extends Column {
  masked: boolean;
}

export interface ShownRows {
  columns: ShownColumn[];
  rows: Record<string, string | null>[];
}

const mask = '•••';

const shown = (value: Value | undefined): string | null => {
  const text = textOrNull(value);
  return text !== null && looksPersonal(text) ? mask : text;
};

/** Rows as texts, of which those that are masked say only whether there is a value. */
export function maskRows(columns: readonly ShownColumn[], rows: readonly Row[], all: boolean): ShownRows {
  return {
    columns: [...columns],
    rows: rows.map((row) =>
      Object.fromEntries(
        columns.map(({ name, masked }) => {
          const value = row[name] ?? null;
          if (masked) return [name, value === null ? null : mask];
          return [name, all ? textOrNull(value) : shown(value)];
        }),
      ),
    ),
  };
}

/**
 * Columns of a statement that somebody wrote. By their names where who asks may see what is personal and did not ask for
 * it; else every text, as any may be made of what is personal.
 */
export function masksOfStatement(
  workspace: Workspace,
  columns: readonly Column[],
  { open, personal }: { open: boolean; personal: boolean },
): ShownColumn[] {
  const names = new PersonalColumns(workspace);
  return columns.map((column) => ({
    ...column,
    masked:
      !open &&
      (names.named(column.name) || soundsPersonal(column.name) || (!personal && hidesAnything(column.kind))),
  }));
}
