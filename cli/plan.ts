import type { Command } from 'commander';
import { withControl } from '../connectors/control/connect.ts';
import { originOf } from '../connectors/control/origin.ts';
import { type Applied, planWorkspace } from '../connectors/control/versions.ts';
import { readSettings } from '../connectors/settings.ts';
import type { Change, FieldChange } from '../models/workspace/diff.ts';
import { describeIdentityPlan, identityPlanState } from './identity/required-plan.ts';
import { answer, note } from './output.ts';
import { withPlatform } from './platform/platform.ts';
import { countOf, loadFolder, workspaceFolder } from './validate.ts';

export function register(program: Command): void {
  program
    .command('plan')
    .description('what applying the workspace would change')
    .argument('[folder]', 'the workspace; default: $WEFT_WORKSPACE, else workspace/ in the home')
    .option('--json', 'the changes as JSON')
    .action(async (given: string | undefined) => {
      const folder = workspaceFolder(given);
      const workspace = await loadFolder(folder);
      const { source } = await originOf(folder);
      const settings = readSettings();
      const { identityPlan, ...planned } = await withPlatform(
        settings,
        ['postgres'],
        () =>
          withControl(settings, async (control) => ({
            ...(await planWorkspace(control, workspace.resources, source)),
            identityPlan: await identityPlanState(control, workspace.resources, source),
          })),
        { purpose: 'plan', onWait: note },
      );
      answer({ folder, ...planned, identityPlan, summary: summaryOf(planned.changes) }, () =>
        [
          describePlan(planned),
          ...(identityPlan ? ['', describeIdentityPlan(identityPlan, folder)] : []),
        ].join('\n'),
      );
    });
}

/** The changes as `terraform plan` words them, and what they add up to. */
export function describePlan({ version, changes, kept }: Applied): string {
  const made = kept.length === 0 ? [] : [keptLine(kept.length)];
  if (changes.length === 0)
    return [`No changes: version ${version} is as these files say.`, ...made].join('\n');
  const { added, changed, removed } = summaryOf(changes);
  const since = version === 0 ? 'The first version:' : `Changes to version ${version}:`;
  return [
    since,
    '',
    ...changes.map(describeChange),
    '',
    `${added} to add, ${changed} to change, ${removed} to remove.`,
    ...made,
  ].join('\n');
}

const keptLine = (count: number): string =>
  `${countOf(count, 'resource')} made in the app ${count === 1 ? 'stays' : 'stay'} as ${count === 1 ? 'it is' : 'they are'}.`;

export function summaryOf(changes: readonly Change[]): { added: number; changed: number; removed: number } {
  const count = (action: Change['action']): number =>
    changes.filter((change) => change.action === action).length;
  return { added: count('add'), changed: count('change'), removed: count('remove') };
}

const signs = { add: '+', change: '~', remove: '-' } as const;

function describeChange({ action, kind, slug, fields }: Change): string {
  return [
    `  ${signs[action]} ${kind} ${slug}`,
    ...fields.map((field) => `      ${describeField(field)}`),
  ].join('\n');
}

function describeField(change: FieldChange): string {
  if (!('before' in change)) return `+ ${change.field}: ${shown(change.after)}`;
  if (!('after' in change)) return `- ${change.field}: ${shown(change.before)}`;
  return `~ ${change.field}: ${shown(change.before)} -> ${shown(change.after)}`;
}

/** A value on one line; the rest of a long one is in the file. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}
