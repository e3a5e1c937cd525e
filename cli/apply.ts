import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { type Control, withControl } from '../connectors/control/connect.ts';
import { currentActor, originOf } from '../connectors/control/origin.ts';
import {
  type Applied,
  type ApplyOptions,
  applyWorkspace,
  planWorkspace,
  workspaceInForce,
} from '../connectors/control/versions.ts';
import { ConfigError, WeftError } from '../connectors/errors.ts';
import { readSettings, type Settings } from '../connectors/settings.ts';
import type { Workspace } from '../models/workspace/resource.ts';
import {
  describeIdentityPlan,
  type IdentityPlanState,
  identityPlanState,
  planRequired,
} from './identity/required-plan.ts';
import { answer, note, warn } from './output.ts';
import { describePlan, summaryOf } from './plan.ts';
import { withPlatform } from './platform/platform.ts';
import { loadFolder, workspaceFolder } from './validate.ts';

export function register(program: Command): void {
  program
    .command('apply')
    .description('put the workspace in force as a new version')
    .argument('[folder]', 'the workspace; default: $WEFT_WORKSPACE, else workspace/ in the home')
    .option('--json', 'what was applied as JSON')
    .option('--yes', 'do not ask before resources are removed')
    .option(
      '--without-identity-plan',
      'apply changed identity rules though `weft identity plan` did not show what they change',
    )
    .action(async (given: string | undefined, options: Options) => {
      const folder = workspaceFolder(given);
      const workspace = await loadFolder(folder);
      const settings = readSettings();
      const asks = !options.json && !options.yes && process.stdin.isTTY === true;
      const applied = await withPlatform(
        settings,
        ['postgres'],
        () =>
          applyFolder(settings, folder, {
            workspace,
            ...(asks ? { confirm } : {}),
            withoutIdentityPlan: options.withoutIdentityPlan === true,
          }),
        { purpose: 'apply', onWait: note },
      );
      answer({ folder, ...applied, summary: summaryOf(applied.changes) }, () => describeApplied(applied));
    });
}

interface Options {
  json?: boolean;
  yes?: boolean;
  withoutIdentityPlan?: boolean;
}

interface ApplyFolderOptions {
  /** What the folder holds, where it was loaded before. */
  workspace?: Workspace;
  /** Asked before resources are removed; `false` leaves everything as it is. */
  confirm?: (planned: Applied) => Promise<boolean>;
  /** Changed identity rules are applied though no plan has shown what they change; the audit log says so. */
  withoutIdentityPlan?: boolean;
}

/** Applies a folder to a control database that runs, then sets the schedules. */
export async function applyFolder(
  settings: Settings,
  folder: string,
  { workspace, confirm: ask, withoutIdentityPlan = false }: ApplyFolderOptions = {},
): Promise<Applied & { identityPlan?: IdentityPlanState }> {
  const { resources } = workspace ?? (await loadFolder(folder));
  const [actor, origin] = await Promise.all([currentActor(folder), originOf(folder)]);
  return withControl(settings, async (control) => {
    const options: ApplyOptions = { actor, ...origin };
    const identity = await identityPlanState(control, resources, origin.source);
    if (identity) {
      note(describeIdentityPlan(identity, folder));
      if (identity.plan === null && !withoutIdentityPlan) throw planRequired(folder);
      options.identityPlan = identity.plan ?? 'none';
      options.expectedVersion = identity.version;
    }
    if (ask) {
      const planned = await planWorkspace(control, resources, origin.source);
      const removes = planned.changes.some(({ action }) => action === 'remove');
      if (removes && !(await ask(planned))) throw new ConfigError('Nothing was applied');
      // What is applied is what was shown.
      if (removes) options.expectedVersion = planned.version;
    }
    const applied = await applyWorkspace(control, resources, options);
    await setSchedules(settings, control);
    return { ...applied, ...(identity ? { identityPlan: identity } : {}) };
  });
}

async function confirm(planned: Applied): Promise<boolean> {
  note(describePlan(planned));
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const given = await terminal
    .question('Apply this? Only "yes" is taken as yes: ')
    .finally(() => terminal.close());
  return given.trim() === 'yes';
}

/** The version stands whatever Temporal says: `weft up` sets the schedules of the version in force as well. */
export async function setSchedules(settings: Settings, control: Control): Promise<void> {
  // Loaded here: an apply to a database of one's own must not wait for Temporal's client.
  const { applySchedules } = await import('../workflows/schedules.ts');
  try {
    // The version in force may hold more than the files: what was made in the app.
    await applySchedules(settings, await workspaceInForce(control));
  } catch (error) {
    if (!(error instanceof WeftError)) throw error;
    warn(`schedules are not set: ${error.message}. The next \`./weft up\` sets them.`);
  }
}

function describeApplied(applied: Applied): string {
  const { version, changes } = applied;
  if (changes.length === 0) return `Nothing to change: version ${version} is as these files say.`;
  return `${describePlan({ ...applied, version: version - 1 })}\n\nVersion ${version} is in force.`;
}
