import { valueColumns } from '../sync-diff/fields/compile.ts';
import { mappingTemplateFault } from '../sync-diff/fields/template.ts';
import type { Found } from './check.ts';
import { findCycles } from './cycles.ts';
import type { FieldPath } from './field-path.ts';
import { type SingleValue, singleOf, singleValues } from './kinds/mapping.ts';
import type { Sync } from './kinds/sync.ts';
import { precedingSyncs } from './kinds/sync-timing.ts';
import { missing, type Names } from './names.ts';
import type { Finding } from './problem.ts';
import { readOnlyProblem } from './read-only-sql.ts';
import type { Workspace } from './resource.ts';
import { templateReferences } from './template-references.ts';

/** A sync reads what exists, and goes to a destination that is declared. */
export function* checkSyncs(workspace: Workspace, names: Names): Iterable<Found> {
  for (const sync of workspace.all('sync')) {
    const findings = [
      ...checkSource(sync, names),
      ...names.reference('destination', sync.to.destination, ['to', 'destination']),
      ...checkKey(sync),
      ...checkWhen(sync, names),
      ...checkValue(sync, sync.key, ['key'], names),
      ...[...singleValues(sync.map)].flatMap(({ path, value }) =>
        checkValue(sync, value, ['map', ...path], names),
      ),
    ];
    for (const finding of findings) yield [sync, finding];
  }
  yield* checkSequences(workspace);
}

function checkSource({ from }: Sync, names: Names): Finding[] {
  if ('segment' in from) return names.reference('segment', from.segment, ['from', 'segment']);
  if ('list' in from) return names.reference('list', from.list, ['from', 'list']);
  if ('entity' in from) return names.reference('entity', from.entity, ['from', 'entity']);
  if (!('sql' in from)) return [];
  const fault = readOnlyProblem(from.sql);
  return fault === undefined ? [] : [{ path: ['from', 'sql'], message: fault }];
}

function checkWhen({ when }: Sync, names: Names): Finding[] {
  if (typeof when !== 'object' || !('after' in when) || when.after === 'refresh' || !('syncs' in when.after))
    return [];
  return when.after.syncs.flatMap((slug, index) =>
    names.reference('sync', slug, ['when', 'after', 'syncs', String(index)]),
  );
}

/** A sync that waits for itself, by whichever way, would never run. */
function* checkSequences(workspace: Workspace): Iterable<Found> {
  const graph = new Map(workspace.all('sync').map((sync) => [sync.slug, precedingSyncs(sync)]));
  for (const [first = '', ...rest] of findCycles(graph)) {
    const sync = workspace.get('sync', first);
    if (!sync) continue;
    yield [
      sync,
      { path: ['when', 'after', 'syncs'], message: `waits for itself: ${[first, ...rest].join(' after ')}` },
    ];
  }
}

function checkKey({ key }: Sync): Finding[] {
  const single = singleOf(key);
  if (!('formula' in single)) return [];
  const message = 'a key is a column or a template; compute it in the source, and name the column';
  return [{ path: ['key', 'formula'], message }];
}

function checkValue(sync: Sync, value: SingleValue, path: FieldPath, names: Names): Finding[] {
  const single = singleOf(value);
  const persons = 'segment' in sync.from;
  if ('column' in single) {
    const at = typeof value === 'string' ? path : [...path, 'column'];
    return persons ? names.personColumn(single.column, at) : [];
  }
  if ('formula' in single) {
    if (!persons) return [];
    return valueColumns(value).flatMap((column) => names.personColumn(column, [...path, 'formula']));
  }
  const at = typeof value === 'string' ? path : [...path, 'template'];
  const fault = mappingTemplateFault(single.template);
  if (fault !== undefined) return [{ path: at, message: `is not a template: ${fault}` }];
  const references = templateReferences(single.template);
  // The columns of a table are the warehouse's to know.
  if ('fault' in references || !persons) return [];
  return references.paths.flatMap(([root = '', name]) => checkReference(root, name, at, names));
}

function checkReference(root: string, name: string | undefined, path: FieldPath, names: Names): Finding[] {
  if (name === undefined) return names.personColumn(root, path);
  if (root === 'traits') return names.traitColumn(name, path);
  if (root === 'profile') return names.profileColumn(name, path);
  return [missing('value', root, ['traits', 'profile'], path)];
}
