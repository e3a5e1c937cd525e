import { type Command, InvalidArgumentError } from 'commander';
import { explain, explainPair } from '../../models/identity/explain/explain.ts';
import { withWorkspace } from '../open-workspace.ts';
import { answer } from '../output.ts';
import { describePair, describeSubject } from './explain-text.ts';

export function registerExplain(identity: Command): void {
  identity
    .command('explain')
    .argument('<subject>', 'TYPE:VALUE such as email:anna@shop.example, weft_id:ID, or SOURCE/RECORD_KEY')
    .description('why records are one person: what joined them, when, and what was held back')
    .option('--to <subject>', 'the shortest path to this one, or what keeps the two apart')
    .option('--most <rows>', 'the most rows of each list', rows, 25)
    .option('--json', 'the same as JSON, with the nodes and edges of its graph')
    .action((given: string, { to, most }: { to?: string; most: number }) =>
      withWorkspace('weft identity explain', async ({ workspace, warehouse }) => {
        if (to === undefined) {
          const explained = await explain(warehouse, workspace, given, { most });
          answer(explained, () => describeSubject(explained));
        } else {
          const explained = await explainPair(warehouse, workspace, { from: given, to }, { most });
          answer(explained, () => describePair(explained));
        }
      }),
    );
}

export function rows(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text)) throw new InvalidArgumentError('needs a whole number from 1 to 999');
  return Number(text);
}
