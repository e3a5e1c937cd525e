import { DbtError } from '../../connectors/errors.ts';
import { nothingAside, type SetAside } from '../../models/dbt/context.ts';
import { type DbtNode, isBuilt } from '../../models/dbt/process.ts';
import { modelsOf, selectorOf } from '../../models/dbt/project.ts';
import type { Built } from './build-project.ts';
import { buildWithPredictions } from './predictions/build.ts';
import { alsoFailed } from './set-aside.ts';

type Options = Parameters<typeof buildWithPredictions>[0];

export interface BuiltAround extends Built {
  /** What was left as the last good refresh left it. */
  aside: SetAside;
}

/**
 * Builds a project as `buildWithPredictions` does. A trait or a segment that fails is set aside with what is computed
 * from it, and what has not been built is then built without them. Throws DbtError for any other failure.
 */
export async function buildAround(options: Options): Promise<BuiltAround> {
  const { workspace, warehouse, catalog, signal } = options;
  let aside = options.aside ?? nothingAside;
  const latest = new Map<string, DbtNode>();
  const started = performance.now();
  for (;;) {
    const before = [...latest.values()].filter(isBuilt);
    const builtBefore = new Set(before.map(({ name }) => name));
    const exclude =
      before.length === 0
        ? []
        : modelsOf(workspace, catalog, warehouse.dialect)
            .filter(({ name }) => builtBefore.has(name))
            .map(selectorOf);
    try {
      const { run, unchanged } = await buildWithPredictions({
        ...options,
        aside,
        exclude: [...(options.exclude ?? []), ...exclude],
        onNode: (step) => {
          if (step.kind !== 'stage') latest.set(step.id, { ...step, kind: step.kind });
          options.onNode?.(step);
        },
      });
      const built = new Set(run.nodes.map(({ id }) => id));
      return {
        unchanged,
        aside,
        run: {
          nodes: [...before.filter(({ id }) => !built.has(id)), ...run.nodes],
          seconds: (performance.now() - started) / 1000,
        },
      };
    } catch (error) {
      if (!(error instanceof DbtError) || options.select.length > 0) throw error;
      const failed = [...latest.values()].filter(({ status }) => status === 'failed');
      const more =
        failed.length === 0
          ? null
          : await alsoFailed({ warehouse, workspace, catalog, aside, signal }, failed);
      if (more === null) throw error;
      aside = more;
      for (const node of failed) {
        latest.delete(node.id);
        options.onNode?.({ ...node, status: 'warned' });
      }
    }
  }
}
