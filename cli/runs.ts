import type { Command } from 'commander';
import { currentActor } from '../connectors/control/origin.ts';
import { ConfigError } from '../connectors/errors.ts';
import { readSettings, type Settings } from '../connectors/settings.ts';
import type { Warehouse } from '../connectors/warehouses/connection.ts';
import { openWarehouse } from '../connectors/warehouses/registry.ts';
import { type ChosenRejects, rejectCauses } from '../models/sync-runs/causes.ts';
import { rowLife } from '../models/sync-runs/row-life.ts';
import { findRun, listSyncRuns } from '../models/sync-runs/runs.ts';
import {
  cancelRun,
  decideOnPlan,
  pauseRun,
  resumeRun,
  waitingPlan,
} from '../workflows/run-sync/control-run.ts';
import { startReplay, startSync } from '../workflows/run-sync/start.ts';
import { syncWorkflowId } from '../workflows/run-sync/workflow-id.ts';
import type { Started } from '../workflows/start-run.ts';
import { describeOutcome, errorDocument, exitWith, outcomeOf, type RunAccount, resultOf } from './follow.ts';
import { answer, note } from './output.ts';
import { withPlatform } from './platform/platform.ts';
import * as words from './runs/words.ts';

export function register(program: Command): void {
  const runs = program.command('runs').description('runs of syncs: what was sent, and what came back');
  runs
    .command('list')
    .argument('[sync]', 'of this sync alone')
    .description('the last runs')
    .option('--json', 'as JSON')
    .action((sync?: string) =>
      reading(async (warehouse) => {
        const found = await listSyncRuns(warehouse, { sync, limit: 30 });
        answer(found, () => words.runTable(found));
      }),
    );
  runs
    .command('show')
    .argument('<run>', 'its id')
    .description('one run, and why rows of it were rejected')
    .option('--json', 'as JSON')
    .action((runId: string) =>
      reading(async (warehouse) => {
        const run = await findRun(warehouse, runId);
        const causes = await rejectCauses(warehouse, runId);
        answer({ ...run, causes }, () => words.describeRun(run, causes));
      }),
    );
  runs
    .command('row')
    .argument('<key>', 'its key at the destination')
    .description('the life of one row: what each run did with it')
    .option('--sync <slug>', 'of this sync alone')
    .option('--json', 'as JSON')
    .action((key: string, { sync }: { sync?: string }) =>
      reading(async (warehouse) => {
        const life = await rowLife(warehouse, { key, ...(sync === undefined ? {} : { sync }) });
        answer(life, () => words.lifeOf(key, life));
      }),
    );
  registerDecisions(runs);
  registerControls(runs);
  registerAgain(runs);
}

function registerDecisions(runs: Command): void {
  const decisions = [
    { verb: 'approve', approved: true, text: 'send exactly the plan that waits' },
    { verb: 'discard', approved: false, text: 'send nothing of the plan that waits' },
  ];
  for (const { verb, approved, text } of decisions) {
    const command = runs
      .command(verb)
      .argument('<run>', 'its id')
      .description(text)
      .option('--json', 'as JSON');
    if (approved)
      command.option(
        '--override <why>',
        'go on without the second person whom a breaker asks for; it is kept why',
      );
    command.action((runId: string, { override }: { override?: string }) =>
      reading(
        async (warehouse, settings) => {
          const plan = await waitingPlan(warehouse, runId);
          const decided = await decideOnPlan(settings, plan, {
            ...{ approved, override: override?.trim() || undefined },
            by: await currentActor(settings.workspaceFolder),
          });
          if (decided.state === 'needs_second') {
            const { approvedBy } = decided;
            answer(
              { runId, sync: plan.sync, status: 'awaiting_approval', approvedBy },
              `${plan.sync}: approved by ${approvedBy.join(', ')}, run ${runId}. It needs a second person who may approve syncs.`,
            );
            process.exitCode = 3;
            return;
          }
          const outcome = {
            run: await resultOf<RunAccount>(settings, { workflowId: syncWorkflowId(plan.sync) }),
            failure: null,
          };
          answer(outcome.run, describeOutcome(outcome));
          if (approved) exitWith(outcome);
        },
        ['postgres', 'temporal', 'worker'],
      ),
    );
  }
}

function registerControls(runs: Command): void {
  const controls = [
    { verb: 'pause', does: pauseRun, text: 'let a run rest after what is under way' },
    { verb: 'resume', does: resumeRun, text: 'let a run go on that was paused' },
    { verb: 'cancel', does: cancelRun, text: 'end a run; what it did not send is the next one’s' },
  ];
  for (const { verb, does, text } of controls) {
    runs
      .command(verb)
      .argument('<run>', 'its id')
      .description(text)
      .option('--json', 'as JSON')
      .action(async (runId: string) => {
        const settings = readSettings();
        await withPlatform(settings, ['postgres', 'temporal'], () => does(settings, runId));
        answer({ runId, asked: verb }, `run ${runId}: asked to ${verb}.`);
      });
  }
}

function registerAgain(runs: Command): void {
  runs
    .command('replay')
    .argument('<run>', 'its id')
    .description('send rows again that a run rejected: all, those of one cause, or single ones')
    .option('--cause <number>', 'as `weft runs show` numbers them')
    .option('--key <key...>', 'these rows alone')
    .option('--json', 'the summary as JSON')
    .action((runId: string, { cause, key }: { cause?: string; key?: string[] }) =>
      again(runId, async (settings, warehouse, sync) => {
        const only = key === undefined ? await causeNumber(warehouse, runId, cause) : { keys: key };
        return startReplay(settings, warehouse, {
          ...{ sync, ofRun: runId, trigger: 'cli' },
          ...(only === undefined ? {} : { only }),
        });
      }),
    );
  runs
    .command('undo')
    .argument('<run>', 'its id')
    .description('take back what a run did, as far as the destination can')
    .option('--json', 'the summary as JSON')
    .action((runId: string) =>
      again(runId, (settings, _warehouse, sync) =>
        startSync(settings, sync, { trigger: 'cli', purpose: { kind: 'undo', ofRun: runId } }),
      ),
    );
}

async function causeNumber(
  warehouse: Warehouse,
  runId: string,
  number: string | undefined,
): Promise<ChosenRejects | undefined> {
  if (number === undefined) return undefined;
  const causes = await rejectCauses(warehouse, runId);
  const found = causes[Number(number) - 1];
  if (found) return { cause: found.cause, field: found.field };
  throw new ConfigError(`run ${runId} has no cause number ${number}`, {
    mend: `It has ${causes.length}; see \`weft runs show ${runId}\`.`,
  });
}

/** Starts a run that follows from another, and waits for its account. */
const again = (
  runId: string,
  start: (settings: Settings, warehouse: Warehouse, sync: string) => Promise<Started>,
): Promise<void> =>
  reading(
    async (warehouse, settings) => {
      const { sync } = await findRun(warehouse, runId);
      const started = await start(settings, warehouse, sync);
      const outcome = await outcomeOf(settings, sync, started);
      const { run, failure } = outcome;
      answer(failure ? { ...run, error: errorDocument(failure) } : run, describeOutcome(outcome));
      exitWith(outcome);
    },
    ['postgres', 'temporal', 'worker'],
  );

async function reading(
  work: (warehouse: Warehouse, settings: Settings) => Promise<void>,
  parts: Parameters<typeof withPlatform>[1] = ['postgres'],
): Promise<void> {
  const settings = readSettings();
  await withPlatform(
    settings,
    parts,
    async () => {
      const warehouse = await openWarehouse(settings);
      try {
        await work(warehouse, settings);
      } finally {
        await warehouse.close();
      }
    },
    { purpose: 'weft runs', onWait: note },
  );
}
