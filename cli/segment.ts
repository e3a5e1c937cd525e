import { type Command, InvalidArgumentError } from 'commander';
import { ConfigError } from '../connectors/errors.ts';
import { consentsOf } from '../models/consents/granted.ts';
import { heirOf } from '../models/identity/lineage.ts';
import { listStandings } from '../models/lists/standing.ts';
import { breakdown } from '../models/segments/ask/breakdown.ts';
import { compare } from '../models/segments/ask/compare.ts';
import { liveCount } from '../models/segments/ask/count.ts';
import { funnel } from '../models/segments/ask/funnel.ts';
import { personHistory, segmentHistory } from '../models/segments/ask/history.ts';
import { sampleMembers } from '../models/segments/ask/members.ts';
import { overlap } from '../models/segments/ask/overlap.ts';
import { recordedMembers } from '../models/segments/ask/recorded.ts';
import { sendersOf } from '../models/segments/ask/senders.ts';
import { standingOf } from '../models/segments/ask/standing.ts';
import { why } from '../models/segments/ask/why.ts';
import { openLedger } from '../models/segments/ledger.ts';
import { instantIn } from '../models/template/instant.ts';
import { withModels, withWorkspace } from './open-workspace.ts';
import { answer } from './output.ts';
import { findPerson } from './person.ts';
import { askable, recorded } from './segment/askable.ts';
import * as words from './segment/words.ts';

const sampleSize = 10;

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError('must be a whole number from 1 on.');
  return number;
}

interface AtOption {
  at?: string;
}

/** `--at` as a moment; a date alone is its midnight in the workspace's zone. */
function momentOf(zone: string, { at }: AtOption): { at?: Date } {
  if (at === undefined) return {};
  const moment = instantIn(zone, at);
  if (moment === null) {
    throw new ConfigError(`${at} is no date`, { mend: 'Write 2026-03-01 or 2026-03-01T12:00.' });
  }
  return { at: moment };
}

const mostDates = 400;

/** The moments from a date to a last one, so many days apart. */
function datesFrom(zone: string, from: string, last: Date, every: number): Date[] {
  const first = momentOf(zone, { at: from }).at ?? last;
  const step = every * 86_400_000;
  const count = Math.floor((last.getTime() - first.getTime()) / step) + 1;
  if (count < 1) throw new ConfigError(`${from} is after the last date`);
  if (count > mostDates)
    throw new ConfigError(`that would be ${count} dates`, {
      mend: `Ask for ${mostDates} at most, with --every.`,
    });
  return Array.from({ length: count }, (_, index) => new Date(first.getTime() + index * step));
}

const atText = 'as of a past date: traits and events as they were, under today’s identity and definitions';

export function register(program: Command): void {
  const segment = program
    .command('segment')
    .description('ask a segment, of the traits and events of the last refresh');

  segment
    .command('preview')
    .argument('<slug>', 'the segment')
    .description('its size now and some of its members')
    .option('--at <date>', atText)
    .option('--json', 'the same as JSON')
    .action((slug: string, options: AtOption) =>
      withModels('weft segment preview', async (open) => {
        const { workspace, warehouse, context, query } = open;
        const draft = askable(open, slug);
        const asked = { ...momentOf(workspace.zone, options), query };
        const size = await liveCount(warehouse, context, draft, asked);
        const columns = Object.keys(workspace.identity?.golden ?? {}).slice(0, 4);
        const sample = await sampleMembers(warehouse, context, draft, {
          ...asked,
          columns,
          limit: sampleSize,
        });
        answer({ segment: slug, ...size, sample }, () => words.preview(draft.name ?? slug, size, sample));
      }),
    );

  segment
    .command('count')
    .argument('<slug>', 'the segment')
    .description('its size now; with a budget, of a sample where the exact count would take longer')
    .option('--budget <milliseconds>', 'how long the exact count may take', wholeNumber)
    .option('--at <date>', atText)
    .option('--json', 'the same as JSON')
    .action((slug: string, { budget, ...options }: AtOption & { budget?: number }) =>
      withModels('weft segment count', async (open) => {
        const { workspace, warehouse, context, query } = open;
        const size = await liveCount(warehouse, context, askable(open, slug), {
          ...momentOf(workspace.zone, options),
          query,
          ...(budget === undefined ? {} : { budgetMs: budget }),
        });
        answer({ segment: slug, ...size }, () => words.size(slug, size));
      }),
    );

  segment
    .command('breakdown')
    .argument('<slug>', 'the segment')
    .argument('<column>', 'a column of customer_360: a golden value or a trait')
    .description('its members by the values of a column')
    .option('--most <values>', 'the most values', wholeNumber, 20)
    .option('--at <date>', atText)
    .option('--json', 'the same as JSON')
    .action((slug: string, column: string, { most, ...options }: AtOption & { most: number }) =>
      withModels('weft segment breakdown', async (open) => {
        const found = await breakdown(open.warehouse, open.context, askable(open, slug), {
          ...momentOf(open.workspace.zone, options),
          query: open.query,
          column,
          limit: most,
        });
        answer({ segment: slug, ...found }, () => words.breakdown(found));
      }),
    );

  segment
    .command('overlap')
    .argument('<slugs...>', 'two to six segments')
    .description('how many persons are in which of several segments together')
    .option('--json', 'the same as JSON')
    .action((slugs: string[]) =>
      withModels('weft segment overlap', async (open) => {
        const drafts = [...new Set(slugs)].map((slug) => askable(open, slug));
        const found = await overlap(open.warehouse, open.context, drafts, { query: open.query });
        answer(found, () => words.overlap(found));
      }),
    );

  segment
    .command('funnel')
    .argument('<slug>', 'the segment')
    .description('how each of its conditions narrows it')
    .option('--at <date>', atText)
    .option('--json', 'the same as JSON')
    .action((slug: string, options: AtOption) =>
      withModels('weft segment funnel', async (open) => {
        const asked = { ...momentOf(open.workspace.zone, options), query: open.query };
        const found = await funnel(open.warehouse, open.context, askable(open, slug), asked);
        answer({ segment: slug, ...found }, () => words.funnel(open, found));
      }),
    );

  segment
    .command('compare')
    .argument('<slug>', 'the segment')
    .description('which traits and golden values set its members apart from everyone')
    .option('--most <rows>', 'the most rows of each list', wholeNumber, 10)
    .option('--json', 'the same as JSON')
    .action((slug: string, { most }: { most: number }) =>
      withModels('weft segment compare', async (open) => {
        const found = await compare(open.warehouse, open.context, askable(open, slug), { query: open.query });
        const shown = {
          ...found,
          numbers: found.numbers.slice(0, most),
          shares: found.shares.slice(0, most),
        };
        answer({ segment: slug, ...shown }, () => words.comparison(shown));
      }),
    );

  segment
    .command('backtest')
    .argument('<slug>', 'the segment')
    .requiredOption('--from <date>', 'the first date')
    .option('--to <date>', 'the last; now by default')
    .option('--every <days>', 'days between two', wholeNumber, 7)
    .description('how many persons today’s definition would have held at past dates, under today’s identity')
    .option('--json', 'the same as JSON')
    .action((slug: string, { from, to, every }: { from: string; to?: string; every: number }) =>
      withModels('weft segment backtest', async (open) => {
        const { workspace, warehouse, context, query } = open;
        const draft = askable(open, slug);
        const last = momentOf(workspace.zone, { ...(to === undefined ? {} : { at: to }) }).at ?? new Date();
        const dates = datesFrom(workspace.zone, from, last, every);
        const sizes: { at: string; members: number }[] = [];
        for (const at of dates) {
          const { members } = await liveCount(warehouse, context, draft, { at, query });
          sizes.push({ at: at.toISOString(), members });
        }
        answer({ segment: slug, sizes }, () => words.backtest(sizes));
      }),
    );

  segment
    .command('why')
    .argument('<slug>', 'the segment')
    .argument('<type:value>', 'a person by an identifier, such as email:anna@shop.example, or weft_id:…')
    .description(
      'why a person is in it or not: each condition with what it saw, since when, consents, lists and syncs',
    )
    .option('--at <date>', atText)
    .option('--json', 'the same as JSON')
    .action((slug: string, given: string, options: AtOption) =>
      withModels('weft segment why', async (open) => {
        const { workspace, warehouse, context, query } = open;
        const draft = askable(open, slug);
        const weftId = await findPerson(warehouse, workspace, given);
        const { at } = momentOf(workspace.zone, options);
        const found = await why(warehouse, context, draft, { weftId, query, ...(at ? { at } : {}) });
        if (found === null) {
          const heir = await heirOf(warehouse, weftId, query);
          throw new ConfigError(
            `${given} is nobody of whom the last refresh knew`,
            heir === null ? {} : { mend: `They have merged into another person: ask of weft_id:${heir}.` },
          );
        }
        const ledger = await openLedger(warehouse);
        const person = { segment: slug, weftId, query };
        const [standing, consents, lists] = await Promise.all([
          ledger === null ? null : standingOf(warehouse, ledger, { ...person, until: at }),
          consentsOf(warehouse, workspace, person),
          listStandings(warehouse, workspace, person),
        ]);
        const syncs = await sendersOf(warehouse, workspace, {
          ...person,
          lists: lists.map(({ list }) => list),
        });
        const differs = standing?.refresh != null && standing.member !== found.member;
        answer(
          { segment: slug, weft_id: weftId, ...found, recorded: standing, differs, consents, lists, syncs },
          () =>
            [
              words.why(open, draft.name ?? slug, found),
              words.standing(open, { at, now: found.member, standing, consents, lists, syncs }),
            ].join('\n\n'),
        );
      }),
    );

  segment
    .command('members')
    .argument('<slug>', 'the segment')
    .description('who is in it by the last refresh, or was at a moment, as refreshes recorded it')
    .option('--as-of <date>', 'a past date or time: those recorded then, whatever its definition is today')
    .option('--limit <persons>', 'the most persons to name', wholeNumber, 20)
    .option('--json', 'the same as JSON')
    .action((slug: string, { asOf, limit }: { asOf?: string; limit: number }) =>
      withWorkspace('weft segment members', async (open) => {
        const { workspace, warehouse, query } = open;
        const { at } = momentOf(workspace.zone, asOf === undefined ? {} : { at: asOf });
        const { ledger, name } = await recorded(open, slug);
        const columns = Object.keys(workspace.identity?.golden ?? {}).slice(0, 4);
        const found = await recordedMembers(warehouse, ledger, { segment: slug, at, limit, columns, query });
        answer({ segment: slug, as_of: at?.toISOString() ?? null, ...found }, () =>
          words.recordedMembers(open, name, at, found),
        );
      }),
    );

  segment
    .command('history')
    .argument('<slug>', 'the segment')
    .argument('[type:value]', 'a person by an identifier, such as email:anna@shop.example, or weft_id:…')
    .description(
      'its refreshes: size, who entered and left and by which cause; of a person each entry and exit',
    )
    .option('--most <refreshes>', 'the most refreshes, the last ones', wholeNumber, 50)
    .option('--json', 'the same as JSON')
    .action((slug: string, given: string | undefined, { most }: { most: number }) =>
      withWorkspace('weft segment history', async (open) => {
        const { workspace, warehouse, query } = open;
        const { ledger, name } = await recorded(open, slug);
        if (given === undefined) {
          const refreshes = await segmentHistory(warehouse, ledger, { segment: slug, query });
          const shown = refreshes.slice(-most);
          answer({ segment: slug, total: refreshes.length, refreshes: shown }, () =>
            words.segmentHistory(open, shown, refreshes.length),
          );
          return;
        }
        const weftId = await findPerson(warehouse, workspace, given);
        const moves = await personHistory(warehouse, ledger, { segment: slug, weftId, query });
        answer({ segment: slug, weft_id: weftId, moves }, () =>
          words.personHistory(open, name, weftId, moves),
        );
      }),
    );
}
