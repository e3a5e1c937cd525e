import type { Found } from './check.ts';
import type { Sync } from './kinds/sync.ts';
import { missing, type Names } from './names.ts';
import type { FieldPath, Finding } from './problem.ts';
import type { Workspace } from './resource.ts';
import { templateReferences } from './template-references.ts';

/** A sync reads a segment and columns that exist, and goes to a destination that is declared. */
export function* checkSyncs(workspace: Workspace, names: Names): Iterable<Found> {
  for (const sync of workspace.all('sync')) {
    const findings = [
      ...('segment' in sync.from ? names.reference('segment', sync.from.segment, ['from', 'segment']) : []),
      ...names.reference('destination', sync.to.destination, ['to', 'destination']),
      ...('segment' in sync.from ? names.personColumn(sync.key, ['key']) : []),
      ...Object.entries(sync.map).flatMap(([field, value]) =>
        checkMapping(sync, value, ['map', field], names),
      ),
    ];
    for (const finding of findings) yield [sync, finding];
  }
}

function checkMapping(sync: Sync, value: string, path: FieldPath, names: Names): Finding[] {
  if (!value.includes('{{')) return 'segment' in sync.from ? names.personColumn(value, path) : [];
  const references = templateReferences(value);
  if ('fault' in references) return [{ path, message: `is not a template: ${references.fault}` }];
  // The columns of a table are the warehouse's to know.
  if ('table' in sync.from) return [];
  return references.paths.flatMap(([root = '', name]) => checkReference(root, name, path, names));
}

function checkReference(root: string, name: string | undefined, path: FieldPath, names: Names): Finding[] {
  if (name === undefined) return names.personColumn(root, path);
  if (root === 'traits') return names.traitColumn(name, path);
  if (root === 'profile') return names.profileColumn(name, path);
  return [missing('value', root, ['traits', 'profile'], path)];
}
