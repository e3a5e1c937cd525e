/**
 * What becomes of one field at the destination: it gets a value, another one, or none; goes with its record; stays
 * as it is because the same value is sent (`same`) or none at all (`unsent`).
 */
export type ChangeKind = 'added' | 'changed' | 'emptied' | 'removed' | 'same' | 'unsent';

export interface FieldChange {
  field: string;
  kind: ChangeKind;
  /** Null where there was, or will be, no value. */
  before: string | null;
  after: string | null;
}

export interface Changing {
  operation: string;
  /** What is sent, and what the destination had before; null where it is not known. */
  fields: Record<string, unknown> | null;
  before: Record<string, unknown> | null;
}

const written = (value: unknown): string | null => {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
};

function kindOf(before: string | null, after: string | null, isSent: boolean): ChangeKind {
  if (!isSent) return 'unsent';
  if (before === after) return 'same';
  if (before === null) return 'added';
  return after === null ? 'emptied' : 'changed';
}

const order: Record<ChangeKind, number> = {
  changed: 0,
  added: 1,
  emptied: 2,
  removed: 3,
  unsent: 4,
  same: 5,
};

/** Whether an operation takes a record from the destination. */
export const removes = (operation: string): boolean => operation === 'delete' || operation === 'archive';

/** The fields of a row before and after, those first that change. */
export function rowChanges({ operation, fields, before }: Changing): FieldChange[] {
  const old = before ?? {};
  if (removes(operation)) {
    return Object.entries(old).map(([field, value]) => ({
      ...{ field, kind: 'removed', before: written(value), after: null },
    }));
  }
  const now = fields ?? {};
  const names = [...new Set([...Object.keys(now), ...Object.keys(old)])];
  return names
    .map((field): FieldChange => {
      const was = written(old[field]);
      const becomes = written(now[field]);
      const isSent = Object.hasOwn(now, field);
      const kind = kindOf(was, becomes, isSent);
      return { field, kind, before: was, after: isSent ? becomes : was };
    })
    .toSorted((a, b) => order[a.kind] - order[b.kind]);
}

/** Whether a field becomes another at the destination. */
export const changesField = ({ kind }: FieldChange): boolean => kind !== 'same' && kind !== 'unsent';
