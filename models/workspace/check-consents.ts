import { consentColumn } from '../consents/columns.ts';
import type { Found } from './check.ts';
import { missing, type Names } from './names.ts';
import { checkPath, personWay } from './relations.ts';
import type { Workspace } from './resource.ts';

/** The rows by which a consent is known are of persons, and one of them is the last. */
export function* checkConsents(workspace: Workspace, names: Names): Iterable<Found> {
  for (const consent of workspace.all('consent')) {
    const { from, where, granted } = consent;
    const column = consentColumn(consent.slug);
    if (names.profileColumns?.has(column) || names.isTraitColumn(column)) {
      const message = `customer_360 would have two columns "${column}": the consent's, and one of a profile or trait`;
      yield [consent, { path: ['slug'], message }];
    }
    const path = ['from'];
    const entity = workspace.get('entity', from);
    if (entity === undefined) {
      if (workspace.get('source', from)?.shape === 'events' || names.has('entity', from)) continue;
      if (names.has('source', from)) {
        const message = `the source "${from}" is not of shape events; declare an entity over its table`;
        yield [consent, { path, message }];
      } else yield [consent, missing('entity or event source', from, names.slugs('entity'), path)];
      continue;
    }
    if (personWay(workspace, entity) === undefined) {
      const message = `the entity "${from}" has no person, so its rows belong to nobody`;
      yield [consent, { path, message }];
    }
    if (entity.time === undefined) {
      const message = `the entity "${from}" declares no time, so none of its rows is the last`;
      yield [consent, { path, message }];
    }
    for (const [field, filter] of Object.entries({ where: where ?? {}, granted })) {
      for (const column of Object.keys(filter)) {
        for (const finding of checkPath(workspace, entity, column, [field, column])) yield [consent, finding];
      }
    }
  }
}
