import type { Command } from 'commander';
import { recordAudit } from '../../connectors/control/audit.ts';
import { withControl } from '../../connectors/control/connect.ts';
import { currentActor } from '../../connectors/control/origin.ts';
import { workspaceInForce } from '../../connectors/control/versions.ts';
import { ConfigError } from '../../connectors/errors.ts';
import { readSettings, type Settings } from '../../connectors/settings.ts';
import type { Warehouse } from '../../connectors/warehouses/connection.ts';
import { openWarehouse } from '../../connectors/warehouses/registry.ts';
import {
  decideReview,
  type ReviewPair,
  type ReviewQueue,
  reviewQueue,
} from '../../models/identity/fuzzy/review.ts';
import { nameOfRecord } from '../../models/identity/record-name.ts';
import type { Fuzzy } from '../../models/workspace/kinds/fuzzy.ts';
import { answer, table } from '../output.ts';
import { withPlatform } from '../platform/platform.ts';

interface Given {
  same?: string;
  different?: string;
  why?: string;
  by?: string;
  limit: string;
}

export function registerReview(identity: Command): void {
  identity
    .command('review')
    .description('pairs of records that may be one person: list those that wait, or decide one')
    .option('--same <pair>', 'decide that the records of this pair are of one person')
    .option('--different <pair>', 'decide that they never are')
    .option('--why <reason>', 'the reason, kept with the decision')
    .option('--by <name>', 'who decides; by default $WEFT_ACTOR, else who Git or the system says you are')
    .option('--limit <pairs>', 'how many to list, the likeliest first', '10')
    .option('--json', 'the same as JSON')
    .action((given: Given) => review(given));
}

async function review(given: Given): Promise<void> {
  const asked = askedOf(given);
  const settings = readSettings();
  await withPlatform(settings, ['postgres'], async () => {
    const fuzzy = await fuzzyInForce(settings);
    const warehouse = await openWarehouse(settings);
    try {
      if (asked === undefined) {
        const queue = await reviewQueue(warehouse, fuzzy, { limit: limitOf(given.limit) });
        answer(queue, () => describe(queue));
        return;
      }
      await decideOne(settings, warehouse, fuzzy, asked, given);
    } finally {
      await warehouse.close();
    }
  });
}

async function decideOne(
  settings: Settings,
  warehouse: Warehouse,
  fuzzy: Fuzzy,
  asked: { id: string; decision: 'same' | 'different' },
  given: Given,
): Promise<void> {
  if (given.why === undefined)
    throw new ConfigError('a decision needs a reason', { mend: "Say why: --why 'same passport number'." });
  const by = given.by ?? (await currentActor(process.cwd()));
  const { decision, pair } = await decideReview(warehouse, fuzzy, asked, { by, why: given.why });
  await withControl(settings, (control) =>
    recordAudit(control, { actor: by, action: 'identity.review', subject: `decision/${decision.id}` }),
  );
  answer(decision, () =>
    [
      `${pair.records.map(nameOfRecord).join(' and ')} are ${asked.decision === 'same' ? 'of one person' : 'never of one person'}: decision ${decision.id}.`,
      `It holds from the next \`./weft run\` on; \`./weft identity undo ${decision.id} --why …\` takes it back.`,
    ].join('\n'),
  );
}

function askedOf({ same, different }: Given): { id: string; decision: 'same' | 'different' } | undefined {
  if (same !== undefined && different !== undefined)
    throw new ConfigError('a pair is either the same person or different ones', {
      mend: 'Give --same or --different, not both.',
    });
  if (same !== undefined) return { id: same, decision: 'same' };
  return different === undefined ? undefined : { id: different, decision: 'different' };
}

function limitOf(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
    throw new ConfigError(`--limit ${text} is no number of pairs`, { mend: 'Give a number from 1 to 1000.' });
  return limit;
}

async function fuzzyInForce(settings: Settings): Promise<Fuzzy> {
  const workspace = await withControl(settings, workspaceInForce);
  const fuzzy = workspace.identity?.fuzzy;
  if (fuzzy === undefined)
    throw new ConfigError('fuzzy matching is off, so no pair waits for a decision', {
      mend: 'docs/workspace.md, "Fuzzy matching", says how it is declared.',
    });
  return fuzzy;
}

function describe({ waiting, pairs }: ReviewQueue): string {
  if (waiting === 0) return 'No pair waits for a decision.';
  return [
    `${waiting} ${waiting === 1 ? 'pair waits' : 'pairs wait'} for a decision${pairs.length < waiting ? `; the ${pairs.length} likeliest` : ''}:`,
    ...pairs.map(describePair),
    'Decide one: `./weft identity review --same PAIR --why …` or `--different PAIR --why …`.',
  ].join('\n\n');
}

function describePair({ id, probability, records, compared }: ReviewPair): string {
  const shown = (value: string | null) => value ?? '–';
  return [
    `pair ${id}: ${(probability * 100).toFixed(1)} % likely one person`,
    table([
      ['', ...records.map(nameOfRecord), ''],
      ...compared.map(({ column, values, condition, weight }) => [
        `  ${column}`,
        shown(values[0]),
        shown(values[1]),
        condition === null ? '' : `${condition} (${weight < 0 ? '' : '+'}${weight.toFixed(1)})`,
      ]),
    ]),
  ].join('\n');
}
