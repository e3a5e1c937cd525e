import { planOfRegion } from '../identity/normalize/phone-plans.ts';
import type { IdentifierType, Identity } from './kinds/identity.ts';
import type { Source } from './kinds/source.ts';
import { missing, type Names } from './names.ts';
import type { Finding } from './problem.ts';

/** Fields that only one normaliser reads. */
const readBy = [
  ['plus', 'email'],
  ['dots', 'email'],
  ['fold', 'email'],
  ['region', 'phone'],
] as const;

/** Fields of a type with values of its own, which a composite has not; without them it has these values. */
const ownFields = ['normalize', 'plus', 'dots', 'fold', 'hash', 'region', 'block'] as const;
const unset: readonly unknown[] = [undefined, 'plain'];

/** What is wrong with the types of identifiers: with each, and between them. */
export function* checkTypes(identity: Identity, sources: readonly Source[], names: Names): Iterable<Finding> {
  let before: { type: string; priority: number } | undefined;
  for (const [index, type] of identity.types.entries()) {
    const at = (...path: PropertyKey[]) => ['types', index, ...path];
    if (identity.types.findIndex((other) => other.type === type.type) < index) {
      yield { path: at('type'), message: `the type "${type.type}" is declared twice` };
    }
    const priority = type.priority ?? (before?.priority ?? 0) + 1;
    if (before !== undefined && priority < before.priority) {
      yield {
        path: at('priority'),
        message: `must not be less than that of "${before.type}" before it, ${before.priority}; the strongest types come first`,
      };
    }
    before = { type: type.type, priority };
    const found = type.of === undefined ? checkSimple(type, identity) : checkComposite(type, identity);
    for (const finding of found) yield { ...finding, path: at(...finding.path) };
    for (const finding of checkWithin(type, identity, sources, names)) {
      yield { ...finding, path: at(...finding.path) };
    }
  }
}

function* checkSimple(type: IdentifierType, identity: Identity): Iterable<Finding> {
  for (const [field, normalizer] of readBy) {
    if (type[field] !== undefined && type.normalize !== normalizer) {
      yield { path: [field], message: `is for types with "normalize: ${normalizer}", not ${type.normalize}` };
    }
  }
  if (
    type.region !== undefined &&
    type.normalize === 'phone' &&
    !planOfRegion.has(type.region.toUpperCase())
  ) {
    yield {
      path: ['region'],
      message: `"${type.region}" is no country of the phone's numbering plans; expected an ISO 3166 code such as DE`,
    };
  }
  if (type.hash !== undefined && type.normalize === 'sha256') {
    yield { path: ['hash'], message: 'the values of a type with "normalize: sha256" are hashes already' };
  }
  if (type.at_least !== undefined) {
    yield { path: ['at_least'], message: 'needs `of`, the types of which so many must agree' };
  }
  if (!type.weak) return;
  if (!identity.types.some(({ of }) => of?.includes(type.type))) {
    yield {
      path: ['weak'],
      message: `joins nothing: no type names "${type.type}" in its \`of\``,
    };
  }
  for (const field of ['limit', 'max_records', 'priority', 'within'] as const) {
    if (type[field] !== undefined) {
      yield {
        path: [field],
        message:
          'says nothing of a weak type, which joins nothing by itself; declare it on the type that names it in `of`',
      };
    }
  }
}

function* checkComposite(type: IdentifierType, identity: Identity): Iterable<Finding> {
  const parts = type.of ?? [];
  const declared = new Map(identity.types.map((each) => [each.type, each]));
  for (const [index, part] of parts.entries()) {
    const path = ['of', index];
    const other = declared.get(part);
    if (other === undefined) yield missing('identifier type', part, declared.keys(), path);
    else if (other.of !== undefined) {
      yield {
        path,
        message:
          part === type.type
            ? `"${part}" cannot be made of itself`
            : `"${part}" is made of other types itself; name those`,
      };
    }
    if (parts.indexOf(part) < index) yield { path, message: `"${part}" is named twice` };
  }
  if (type.at_least !== undefined && type.at_least > parts.length) {
    yield { path: ['at_least'], message: `only ${parts.length} types are named in \`of\`` };
  }
  for (const field of ownFields) {
    const value = type[field];
    if (unset.includes(value) || (Array.isArray(value) && value.length === 0)) continue;
    yield { path: [field], message: 'is for types with values of their own; declare it on those in `of`' };
  }
  if (type.weak) {
    yield { path: ['weak'], message: 'a type with `of` is there to join; a weak one is a part of it' };
  }
}

/** `within` names sources, each with what the type is read from. */
function* checkWithin(
  type: IdentifierType,
  identity: Identity,
  sources: readonly Source[],
  names: Names,
): Iterable<Finding> {
  for (const [index, slug] of (type.within ?? []).entries()) {
    const path = ['within', index];
    const unknown = names.reference('source', slug, path);
    yield* unknown;
    const source = sources.find((each) => each.slug === slug);
    if (unknown.length > 0 || source === undefined) continue;
    const carried = new Set(source.identifiers.map((identifier) => identifier.type));
    const needed = (type.of ?? [type.type]).filter((part) =>
      identity.types.some((each) => each.type === part),
    );
    const least = type.of === undefined ? 1 : Math.min(type.at_least ?? needed.length, needed.length);
    if (needed.filter((part) => carried.has(part)).length >= least) continue;
    yield {
      path,
      message:
        type.of === undefined
          ? `the source "${slug}" has no identifier of type "${type.type}"`
          : `the source "${slug}" has fewer than ${least} identifiers of ${needed.join(', ')}`,
    };
  }
}
