import type { Command } from 'commander';
import { withControl } from '../../connectors/control/connect.ts';
import { currentActor, originOf } from '../../connectors/control/origin.ts';
import { proposedResources } from '../../connectors/control/versions.ts';
import { readSettings } from '../../connectors/settings.ts';
import { openWarehouse } from '../../connectors/warehouses/registry.ts';
import { Workspace } from '../../models/workspace/resource.ts';
import { planIdentity } from '../../workflows/plan-identity/plan-identity.ts';
import { withoutValues } from '../../workflows/plan-identity/report.ts';
import { answer, note } from '../output.ts';
import { interruptible } from '../platform/interruptible.ts';
import { loadFolder, workspaceFolder } from '../validate.ts';
import { describeReport } from './describe-plan.ts';

export function registerPlan(identity: Command): void {
  identity
    .command('plan')
    .description(
      'what the identity rules of a workspace would change: they are resolved in a schema beside the persons in force',
    )
    .argument('[folder]', 'the workspace; default: $WEFT_WORKSPACE, else workspace/ in the home')
    .option('--show-values', "show the samples' identifiers in full; by default they are masked")
    .option('--json', 'the report as JSON')
    .action(async (given: string | undefined, options: { showValues?: boolean }) => {
      const folder = workspaceFolder(given);
      const { resources } = await loadFolder(folder);
      const settings = readSettings();
      const [actor, { source }] = await Promise.all([currentActor(folder), originOf(folder)]);
      const report = await interruptible(settings, 'weft identity plan', (signal) =>
        withControl(settings, async (control) => {
          const { inForce, proposed } = await proposedResources(control, resources, source);
          const warehouse = await openWarehouse(settings);
          try {
            return await planIdentity({
              ...{ settings, control, warehouse, actor, signal },
              inForce: new Workspace(inForce),
              proposed: new Workspace(proposed),
              onStep: note,
              onNode: ({ name, status, seconds }) => {
                if (status !== 'running' && seconds !== null)
                  note(`  ${name.padEnd(36)} ${seconds.toFixed(2).padStart(8)} s`);
              },
            });
          } finally {
            await warehouse.close();
          }
        }),
      );
      if (!report) {
        answer({ folder, changed: false }, 'The identity rules are those in force: nothing would change.');
        return;
      }
      const shown = options.showValues ? report : withoutValues(report);
      answer({ folder, changed: true, ...shown }, () => describeReport(shown));
    });
}
