import type { Found } from './check.ts';
import { columnsBeside, missing, type Names } from './names.ts';
import type { Workspace } from './resource.ts';

/** Identifiers of a source must be of declared types. */
export function* checkSources(workspace: Workspace, names: Names): Iterable<Found> {
  for (const source of workspace.all('source')) {
    for (const [index, { type }] of source.identifiers.entries()) {
      for (const finding of names.identifierType(type, ['identifiers', index, 'type']))
        yield [source, finding];
    }
  }
}

/** Types are declared once; golden columns come from sources and share no name with a trait. */
export function* checkIdentity(workspace: Workspace, names: Names): Iterable<Found> {
  for (const identity of workspace.all('identity')) {
    const seen = new Set<string>();
    for (const [index, { type }] of identity.types.entries()) {
      if (seen.has(type)) {
        yield [identity, { path: ['types', index, 'type'], message: `the type "${type}" is declared twice` }];
      }
      seen.add(type);
    }
    const reserved = new Set(columnsBeside(Object.keys(identity.golden)));
    for (const [column, golden] of Object.entries(identity.golden)) {
      if (reserved.has(column)) {
        yield [identity, { path: ['golden', column], message: 'every profile has a column of this name' }];
      }
      for (const [index, from] of golden.from.entries()) {
        const [source = '', ...rest] = from.split('.');
        if (names.has('source', source)) continue;
        const finding = missing('source', source, names.slugs('source'), ['golden', column, 'from', index]);
        const near = finding.nearest === undefined ? undefined : [finding.nearest, ...rest].join('.');
        yield [identity, { ...finding, nearest: near }];
      }
    }
  }
}
