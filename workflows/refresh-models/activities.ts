import { join } from 'node:path';
import { ensureRun, finishRun } from '../../connectors/control/runs.ts';
import { workspaceInForce } from '../../connectors/control/versions.ts';
import { ConfigError, DbtError } from '../../connectors/errors.ts';
import { homeFolder } from '../../connectors/settings.ts';
import { generation } from '../../models/dbt/context.ts';
import type { DbtNode } from '../../models/dbt/process.ts';
import { isRetired, modelsOf } from '../../models/dbt/project.ts';
import { retentionStatements } from '../../models/sync-diff/retention.ts';
import { type Dependencies, heartbeating, ownWorkflowId } from '../dependencies.ts';
import { withFailures } from '../failures.ts';
import type { Trigger } from '../run-id.ts';
import { buildAround } from './build-around.ts';
import { readComputable } from './catalog.ts';
import { changedKinds, checkKinds, readRecordedKinds, recordKinds } from './column-types.ts';
import { identityOfRun } from './identity-run.ts';
import { keptSteps } from './kept.ts';
import { profilingStage } from './profiling/stage.ts';
import { StepWriter } from './step-writer.ts';
import { swingSteps } from './swings.ts';

interface Finished {
  runId: string;
  status: 'succeeded' | 'failed' | 'cancelled';
  counts: Record<string, number>;
  error: { message: string; mend: string | null } | null;
}

export function createRefreshActivities({ settings, control, warehouse }: Dependencies) {
  const workspaceNow = () => workspaceInForce(control);

  return withFailures({
    /** Writes the dbt project of the workspace as it is now and builds it; each model's progress is a step of the run. */
    async buildModels(run: { runId: string; trigger: Trigger; select: string[]; fullRefresh: boolean }) {
      return heartbeating(async (signal) => {
        await ensureRun(control, {
          id: run.runId,
          kind: 'refresh',
          subject: 'models',
          trigger: run.trigger,
          workflowId: ownWorkflowId(),
        });
        const workspace = await workspaceNow();
        if (!workspace.identity || workspace.all('source').length === 0) {
          throw new ConfigError('there is nothing to build: no source and no identity rules are applied', {
            mend: 'Declare a source and an identity, then `./weft apply`. `./weft init` writes a first workspace.',
          });
        }
        const project = homeFolder(settings, 'dbt');
        const kindsFile = join(project, 'column-types.json');
        const kindsBefore = readRecordedKinds(kindsFile);
        const { catalog, aside: lost } = await readComputable(warehouse, workspace, (read, onFault) =>
          checkKinds(workspace, read, kindsBefore, onFault),
        );
        const steps = new StepWriter(control, run.runId);
        try {
          const {
            run: built,
            unchanged,
            aside,
          } = await buildAround({
            ...{ settings, warehouse, workspace, catalog, project, signal, aside: lost },
            ...{ runId: run.runId, select: run.select, fullRefresh: run.fullRefresh },
            onNode: (node) => steps.add(node),
          }).catch((error: unknown) => {
            throw withChangedKinds(error, changedKinds(kindsBefore, catalog));
          });
          recordKinds(kindsFile, catalog);
          const context = generation(workspace, catalog, warehouse.dialect, 'warehouse', { aside });
          for (const step of keptSteps(context)) steps.add(step);
          if (built.nodes.some(({ name }) => name === 'segment_members')) {
            for (const step of await swingSteps(warehouse, workspace, run.runId)) steps.add(step);
          }
          // Of the whole workspace: what is set aside keeps its tables.
          const declared = new Set(modelsOf(workspace, catalog, warehouse.dialect).map(({ name }) => name));
          for (const { schema, name, kind } of await warehouse.tables('weft')) {
            if (isRetired(name, declared))
              await warehouse.execute(`drop ${kind} ${warehouse.dialect.table(`${schema}.${name}`)}`);
          }
          if (run.select.length === 0) {
            await profilingStage({ warehouse, workspace, catalog, now: new Date(), signal }, (step) =>
              steps.add(step),
            );
          }
          const count = (kind: DbtNode['kind']) => built.nodes.filter((node) => node.kind === kind).length;
          const resolved = built.nodes.some(({ name }) => name === 'identity_members');
          return {
            models: count('model'),
            unchanged,
            tests: count('test'),
            seconds: built.seconds,
            identity: resolved ? await identityOfRun(warehouse, run.runId) : null,
          };
        } finally {
          await steps.done();
        }
      });
    },

    async finishRefresh(run: Finished): Promise<void> {
      await finishRun(control, run.runId, { status: run.status, counts: run.counts, error: run.error });
    },

    async maintainWarehouse(): Promise<void> {
      await heartbeating(async () => {
        const { dialect } = warehouse;
        const keep = (await workspaceNow()).all('workspace')[0]?.keep;
        const known = (await warehouse.columns('weft.sync_drift')).length > 0;
        for (const statement of known ? retentionStatements(dialect, keep, new Date()) : [])
          await warehouse.execute(statement);
        await warehouse.maintain();
      });
    },

    async syncsAfterRefresh(): Promise<string[]> {
      const workspace = await workspaceNow();
      return workspace
        .all('sync')
        .filter(
          (sync) =>
            !sync.paused &&
            typeof sync.when === 'object' &&
            'after' in sync.when &&
            sync.when.after === 'refresh',
        )
        .map((sync) => sync.slug);
    },
  });
}
export type RefreshActivities = ReturnType<typeof createRefreshActivities>;

/** A failure of the models says which columns have another type than when they last succeeded. */
function withChangedKinds(error: unknown, changed: readonly string[]): unknown {
  if (!(error instanceof DbtError) || changed.length === 0) return error;
  return new DbtError(error.message, {
    nodes: error.nodes,
    mend: `Since the last refresh that succeeded, ${changed.join('; ')}. ${error.mend ?? ''}`.trim(),
    cause: error,
  });
}
