import { log } from '@temporalio/activity';
import { forgetAlerts } from '../../connectors/control/alerts.ts';
import { databaseTime } from '../../connectors/control/clock.ts';
import { getRun } from '../../connectors/control/runs.ts';
import { syncTimes } from '../../connectors/control/sync-times.ts';
import { workspaceInForce } from '../../connectors/control/versions.ts';
import type { Judgement } from '../../models/alerts/judgement.ts';
import { judgeRefresh } from '../../models/alerts/refresh.ts';
import { judgeSyncRun } from '../../models/alerts/sync-run.ts';
import { judgeWatched } from '../../models/alerts/watch.ts';
import { syncAlertOf } from '../../models/workspace/alerts.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import type { Dependencies } from '../dependencies.ts';
import { withFailures } from '../failures.ts';
import { CredentialsEnd } from './credentials-end.ts';
import { recordJudgements, tellUntold } from './deliver.ts';
import { refreshAccount, syncAccount } from './run-account.ts';

export interface JudgedRun {
  runId: string;
  kind: 'sync' | 'refresh';
  /** Whether its plan waits for approval, goes on after that, or the run is over. */
  state: 'waits' | 'goes_on' | 'over';
  /** What it failed with, by the class of the error. */
  failure?: { type: string; message: string; mend: string | null };
}

export function createAlertActivities(dependencies: Dependencies) {
  const { control, settings } = dependencies;
  const credentialsEnd = new CredentialsEnd(dependencies);
  const workspaceNow = () => workspaceInForce(control);

  async function judged(workspace: Workspace, run: JudgedRun): Promise<Judgement[]> {
    const found = await getRun(control, run.runId);
    if (!found) return [];
    if (run.kind === 'refresh') return judgeRefresh(refreshAccount(workspace, found, run));
    const sync = workspace.get('sync', found.run.subject);
    if (!sync) return [];
    const account = await syncAccount(dependencies, { run: found.run, sync, judged: run });
    if (account.status === 'succeeded') {
      const end = await credentialsEnd.of(workspace, sync);
      if (end !== undefined) account.credentialsEnd = end;
    }
    return judgeSyncRun(account, syncAlertOf(workspace, sync), new Date());
  }

  return withFailures({
    /** Judges a run, and tells once what changes by it; what cannot be told now is told later. */
    async tellAlerts(run: JudgedRun): Promise<void> {
      const workspace = await workspaceNow();
      const judgements = await judged(workspace, run);
      await recordJudgements(
        control,
        workspace,
        judgements.map((judgement) => ({ judgement, runId: run.runId })),
      );
      const subjects = [...new Set(judgements.map(({ subject }) => subject))];
      await tellUntold({ control, settings }, workspace, { subjects });
    },

    async watchAlerts(): Promise<void> {
      const workspace = await workspaceNow();
      await forgetAlerts(control, [
        'models',
        ...workspace.all('segment').map(({ slug }) => `segment/${slug}`),
        ...workspace.all('sync').map(({ slug }) => `sync/${slug}`),
      ]);
      const now = await databaseTime(control);
      const times = await syncTimes(control);
      const judgements = workspace.all('sync').flatMap((sync) => {
        const known = times.get(sync.slug);
        if (known === undefined) return [];
        const runId = known.underWay?.runId ?? null;
        const judged = judgeWatched({ sync, ...known }, syncAlertOf(workspace, sync), now);
        return judged.map((judgement) => ({ judgement, runId }));
      });
      await recordJudgements(control, workspace, judgements);
      const told = await tellUntold({ control, settings }, workspace);
      for (const { channel, failure } of told)
        if (failure !== null) log.warn('an alert could not be told', { channel, failure });
    },
  });
}
export type AlertActivities = ReturnType<typeof createAlertActivities>;
