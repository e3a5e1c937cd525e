import type { TraitKey } from '../../../models/workspace/kinds/trait.ts';
import { kindForms } from './fields.ts';

/** A trait as it is being made: any of its settings may be unfinished. */
export type TraitSpec = Record<string, unknown>;

const keys = Object.keys(kindForms) as TraitKey[];

export const kindOf = (spec: TraitSpec): TraitKey => keys.find((key) => spec[key] !== undefined) ?? 'measure';

/** The value at a path; undefined where the way ends before. */
export function valueAt(root: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (value !== null && typeof value === 'object' ? Reflect.get(value, name) : undefined),
    root,
  );
}

/** A copy with the value at a path; undefined removes it, and keeps the order of the others. */
export function withValue(root: unknown, path: readonly string[], value: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  const record: Record<string, unknown> =
    root !== null && typeof root === 'object' && !Array.isArray(root) ? { ...root } : {};
  const inner = withValue(record[name], rest, value);
  if (inner === undefined) delete record[name];
  else record[name] = inner;
  return record;
}

/** What is kept of each kind while another is tried, so that going back loses nothing. */
export type Memory = Map<string, unknown>;

/** The same trait as one of another kind: its words stay, and what it was is remembered. */
export function asKind(spec: TraitSpec, to: TraitKey, memory: Memory): TraitSpec {
  const now = kindOf(spec);
  if (now === to) return spec;
  memory.set(now, spec[now]);
  const { [now]: _now, from, where, within, ...rest } = spec;
  if (kindForms[now].rows !== null) {
    // A window stays for the next kind that takes one.
    const own = kindForms[now].unbounded ? { from, where } : { from, where, within };
    for (const [name, value] of Object.entries(own)) {
      if (value === undefined) memory.delete(name);
      else memory.set(name, value);
    }
  }
  const { rows, unbounded, initial } = kindForms[to];
  const back = (name: string) => (memory.has(name) ? { [name]: memory.get(name) } : {});
  return {
    ...rest,
    ...(rows === null ? {} : { ...back('from'), ...back('where'), ...(unbounded ? {} : back('within')) }),
    [to]: memory.has(to) ? memory.get(to) : initial,
  };
}
