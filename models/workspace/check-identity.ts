import type { Found } from './check.ts';
import { checkTypes } from './check-identifier-types.ts';
import { columnsBeside, missing, type Names } from './names.ts';
import type { Workspace } from './resource.ts';

/** Identifiers of a source must be of declared types, and of such as have columns. */
export function* checkSources(workspace: Workspace, names: Names): Iterable<Found> {
  for (const source of workspace.all('source')) {
    for (const [index, { type, region }] of source.identifiers.entries()) {
      const path = ['identifiers', index];
      for (const finding of names.identifierType(type, [...path, 'type'])) yield [source, finding];
      const declared = workspace.identity?.types.find((each) => each.type === type);
      if (declared === undefined) continue;
      if (declared.of !== undefined) {
        const message = `"${type}" has no column of its own: it is made of ${declared.of.join(', ')}`;
        yield [source, { path: [...path, 'type'], message }];
      } else if (region !== undefined && declared.normalize !== 'phone') {
        const message = `is for types with "normalize: phone", and "${type}" is ${declared.normalize}`;
        yield [source, { path: [...path, 'region'], message }];
      }
    }
  }
}

/** The types fit together; golden columns come from sources and share no name with a trait. */
export function* checkIdentity(workspace: Workspace, names: Names): Iterable<Found> {
  for (const identity of workspace.all('identity')) {
    for (const finding of checkTypes(identity, workspace.all('source'), names)) yield [identity, finding];
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
