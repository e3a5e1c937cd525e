import { createTwoFilesPatch } from 'diff';
import { fileOf } from './export.ts';
import type { Resource } from './resource.ts';
import { toYaml } from './to-yaml.ts';

/**
 * Changes of resources as one patch for `git apply`, over files named and written as `weft export` does. Resources
 * that are one file each change each their own; texts that say the same are left out.
 */
export function patchOf(changes: readonly { before: Resource | null; after: Resource | null }[]): string {
  return changes
    .flatMap(({ before, after }) => {
      const resource = after ?? before;
      if (resource === null) return [];
      const file = fileOf(resource);
      const [old, now] = [before === null ? '' : toYaml(before), after === null ? '' : toYaml(after)];
      if (old === now) return [];
      const [from, to] = [
        before === null ? '/dev/null' : `a/${file}`,
        after === null ? '/dev/null' : `b/${file}`,
      ];
      const mode =
        before === null ? 'new file mode 100644\n' : after === null ? 'deleted file mode 100644\n' : '';
      const patch = createTwoFilesPatch(from, to, old, now).replace(/^=+\n/, '');
      return [`diff --git a/${file} b/${file}\n${mode}${patch}`];
    })
    .join('');
}
