import type { Command } from 'commander';
import type { Notice } from '../connectors/alerts/define.ts';
import { type AlertState, openAlerts } from '../connectors/control/alerts.ts';
import { type Control, withControl } from '../connectors/control/connect.ts';
import { workspaceInForce } from '../connectors/control/versions.ts';
import { ConfigError } from '../connectors/errors.ts';
import { readSettings, type Settings } from '../connectors/settings.ts';
import { alertChannelsOf } from '../models/workspace/alerts.ts';
import { linkOf, type Told, tell } from '../workflows/alerts/deliver.ts';
import { newRunId } from '../workflows/run-id.ts';
import { answer, note, table } from './output.ts';
import { withPlatform } from './platform/platform.ts';

export function register(program: Command): void {
  const alerts = program.command('alerts').description('what is amiss, and where that is told');
  alerts
    .command('list')
    .description('alerts that stand, and since when')
    .option('--json', 'as JSON')
    .action(() =>
      reading(async (control, settings) => {
        const open = await openAlerts(control);
        const document = open.map(({ untold, detail, claimedUntil: _, attempts: __, ...alert }) => ({
          ...{ ...alert, ...detail, untold },
          link: linkOf(settings, alert.subject, alert.runId),
        }));
        answer(document, () => describeOpen(open));
      }),
    );
  alerts
    .command('test')
    .description('send one test message to each channel, and say what came back')
    .option('--json', 'as JSON')
    .action(() =>
      reading(async (control, settings) => {
        const channels = alertChannelsOf(await workspaceInForce(control));
        if (channels.length === 0) {
          throw new ConfigError('the workspace in force tells its alerts nowhere', {
            mend: 'Declare `alerts: { to: […] }` in the workspace, then `./weft apply`; see docs/workspace.md.',
          });
        }
        const notice = testNotice(settings);
        const told = await Promise.all(channels.map((channel) => tell(channel, notice)));
        answer(told, () => describeTold(told));
        if (told.some(({ failure }) => failure !== null)) process.exitCode = 1;
      }),
    );
}

function testNotice(settings: Settings): Notice {
  const key = `weft/test/${newRunId(Date.now(), Math.random)}`;
  return {
    ...{ key, id: key, state: 'test', severity: 'info', subject: 'test', kind: 'test' },
    title: 'A test of Weft’s alerts',
    lines: ['Alerts of this workspace are told here. Nothing is amiss.'],
    ...{ mend: null, link: linkOf(settings, 'test', null), at: new Date() },
  };
}

function describeOpen(alerts: readonly AlertState[]): string {
  if (alerts.length === 0) return 'No alert stands.';
  return alerts
    .map(({ detail, subject, kind, since, toldAt, untold }) => {
      const told = toldAt === null ? 'not told' : `told at ${toldAt.toISOString()}`;
      const open = untold.length === 0 ? '' : `; still to be told: ${untold.join(', ')}`;
      return [
        `${detail.title} (${subject}, ${kind.replaceAll('_', ' ')})`,
        `  since ${since.toISOString()}, ${told}${open}`,
        ...detail.lines.map((line) => `  ${line}`),
        ...(detail.mend === undefined ? [] : [`  do: ${detail.mend}`]),
      ].join('\n');
    })
    .join('\n\n');
}

const describeTold = (told: readonly Told[]): string =>
  table(
    told.map(({ channel, answer: came, failure, mend }) => [
      channel,
      failure === null ? `told: ${came}` : `failed: ${failure}${mend === null ? '' : ` Do: ${mend}`}`,
    ]),
  );

async function reading(work: (control: Control, settings: Settings) => Promise<void>): Promise<void> {
  const settings = readSettings();
  await withPlatform(
    settings,
    ['postgres'],
    () => withControl(settings, (control) => work(control, settings)),
    {
      purpose: 'weft alerts',
      onWait: note,
    },
  );
}
