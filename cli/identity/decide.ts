import type { Command } from 'commander';
import { recordAudit } from '../../connectors/control/audit.ts';
import { withControl } from '../../connectors/control/connect.ts';
import { currentActor } from '../../connectors/control/origin.ts';
import { workspaceInForce } from '../../connectors/control/versions.ts';
import { readSettings } from '../../connectors/settings.ts';
import type { Warehouse } from '../../connectors/warehouses/connection.ts';
import { openWarehouse } from '../../connectors/warehouses/registry.ts';
import {
  type Deciding,
  type Decision,
  decide,
  listDecisions,
  undo,
} from '../../models/identity/decisions.ts';
import { subjectOfDecision } from '../../models/identity/explain/person.ts';
import { oneRecord } from '../../models/identity/one-record.ts';
import { nameOfRecord } from '../../models/identity/record-name.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { answer, table } from '../output.ts';
import { withPlatform } from '../platform/platform.ts';

interface Given {
  why: string;
  by?: string;
  from?: string;
}

const record = 'SOURCE/RECORD_KEY, or TYPE:VALUE where one record carries it';

export function registerDecide(identity: Command): void {
  const deciding = (command: Command): Command =>
    command
      .requiredOption('--why <reason>', 'the reason, kept with the decision')
      .option('--by <name>', 'who decides; by default $WEFT_ACTOR, else who Git or the system says you are')
      .option('--json', 'the decision as JSON');

  deciding(identity.command('join'))
    .argument('<record>', record)
    .argument('<other>', 'the record of the same person')
    .description('decide that two records are of one person, whatever their identifiers and limits say')
    .action((one: string, other: string, given: Given) =>
      decided(given, 'identity.join', async (warehouse, workspace, by) =>
        decide(
          warehouse,
          {
            decision: 'same',
            records: [
              await oneRecord(warehouse, workspace, one),
              await oneRecord(warehouse, workspace, other),
            ],
          },
          by,
        ),
      ),
    );

  deciding(identity.command('split'))
    .argument('<record>', record)
    .option('--from <other>', 'a record that is of another person; without it, the record stands alone')
    .description('decide that two records are never of one person, or that no identifier of a record joins')
    .action((one: string, given: Given) =>
      decided(given, 'identity.split', async (warehouse, workspace, by) => {
        const apart = await oneRecord(warehouse, workspace, one);
        return given.from === undefined
          ? decide(warehouse, { decision: 'alone', record: apart }, by)
          : decide(
              warehouse,
              { decision: 'different', records: [apart, await oneRecord(warehouse, workspace, given.from)] },
              by,
            );
      }),
    );

  deciding(identity.command('undo'))
    .argument('<decision>', 'the id of a decision')
    .description('take a decision back')
    .action((id: string, given: Given) =>
      decided(given, 'identity.undo', (warehouse, _workspace, by) => undo(warehouse, id, by)),
    );

  identity
    .command('decisions')
    .description('what people decided about records, newest first')
    .option('--all', 'also those that were undone or replaced')
    .option('--json', 'the same as JSON')
    .action(async ({ all }: { all?: boolean }) => {
      const settings = readSettings();
      await withPlatform(settings, ['postgres'], async () => {
        const warehouse = await openWarehouse(settings);
        try {
          const decisions = await listDecisions(warehouse);
          const shown = all ? decisions : decisions.filter(({ state }) => state === 'in force');
          answer(shown, () => describeList(shown, decisions.length));
        } finally {
          await warehouse.close();
        }
      });
    });
}

/** Makes one decision, and notes in the audit log who made it; which records it is about stays in the warehouse. */
async function decided(
  given: Given,
  action: string,
  make: (warehouse: Warehouse, workspace: Workspace, deciding: Deciding) => Promise<Decision>,
): Promise<void> {
  const settings = readSettings();
  const by = given.by ?? (await currentActor(process.cwd()));
  await withPlatform(settings, ['postgres'], async () => {
    const warehouse = await openWarehouse(settings);
    try {
      const workspace = await withControl(settings, workspaceInForce);
      const decision = await make(warehouse, workspace, { by, why: given.why, origin: 'manual' });
      await withControl(settings, (control) =>
        recordAudit(control, { actor: by, action, subject: `decision/${decision.id}` }),
      );
      answer(decision, () => describe(decision));
    } finally {
      await warehouse.close();
    }
  });
}

const takesEffect = 'It takes effect at the next `./weft run`.';

function describe(decision: Decision): string {
  const { id, record, other, undone } = decision;
  const what = {
    same: `${subjectOfDecision(decision)} are one person`,
    different: `${subjectOfDecision(decision)} are never one person`,
    alone: `${nameOfRecord(record)} stands alone: no identifier joins it${other === null ? '' : ' any more'}`,
  }[decision.decision];
  return undone
    ? `Decision ${id} is undone: ${what}, by ${decision.by}, holds no more. ${takesEffect}`
    : `Decision ${id}: ${what}. ${takesEffect}\n\`./weft identity undo ${id} --why …\` takes it back.`;
}

const words = { same: 'one person', different: 'never one person', alone: 'alone' };

function describeList(decisions: readonly Decision[], total: number): string {
  if (decisions.length === 0) {
    return total === 0
      ? 'Nothing was decided: `./weft identity join` and `split` decide about records.'
      : `None of ${total} decisions is in force; --all shows them.`;
  }
  return table([
    ['DECISION', 'RECORDS ARE', 'RECORDS', 'BY', 'AT', 'STATE', 'WHY'],
    ...decisions.map((decision) => [
      decision.id,
      words[decision.decision],
      subjectOfDecision(decision),
      decision.by,
      decision.at,
      decision.undone ? `undone by ${decision.undone.by}: ${decision.undone.why}` : decision.state,
      decision.why,
    ]),
  ]);
}
