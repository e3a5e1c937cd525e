import { type ChannelSettings, type Notice, tellTimeoutMs } from '../../connectors/alerts/define.ts';
import { sendNotice } from '../../connectors/alerts/send.ts';
import {
  type AlertState,
  claimUntold,
  openAlerts,
  recordAlert,
  recordTold,
} from '../../connectors/control/alerts.ts';
import { type Control, defaultWorkspace } from '../../connectors/control/connect.ts';
import { upsertStep } from '../../connectors/control/runs.ts';
import { resolveSecrets } from '../../connectors/control/secrets.ts';
import { messageOf } from '../../connectors/errors.ts';
import { readEndpoints, type Settings } from '../../connectors/settings.ts';
import { type Judgement, severityOf } from '../../models/alerts/judgement.ts';
import { alertChannelsOf, type NamedChannel } from '../../models/workspace/alerts.ts';
import type { Workspace } from '../../models/workspace/resource.ts';

/** What was judged, and the run that it was judged by. */
interface JudgedBy {
  judgement: Judgement;
  runId: string | null;
}

/** Keeps what was judged; only what changes is yet to be told. */
export async function recordJudgements(
  control: Control,
  workspace: Workspace,
  judgements: readonly JudgedBy[],
): Promise<void> {
  if (judgements.length === 0) return;
  const channels = alertChannelsOf(workspace).map(({ name }) => name);
  const open = new Set((await openAlerts(control)).map(({ subject, kind }) => `${subject} ${kind}`));
  for (const { judgement, runId } of judgements) {
    const { subject, kind, stands, title, lines, mend } = judgement;
    if (open.has(`${subject} ${kind}`) === stands) continue;
    const detail = { title, lines, ...(mend === undefined ? {} : { mend }) };
    await recordAlert(control, { subject, kind, stands, runId, detail }, channels);
  }
}

/** What became of telling one channel. */
export interface Told {
  channel: string;
  /** What came back. */
  answer: string | null;
  failure: string | null;
  mend: string | null;
}

interface Telling {
  control: Control;
  settings: Settings;
}

/** Tells what is yet to be told, of some subjects or of all, and records in the run what failed. */
export async function tellUntold(
  { control, settings }: Telling,
  workspace: Workspace,
  only: { subjects?: readonly string[] } = {},
): Promise<Told[]> {
  const claimed = await claimUntold(control, only);
  const told = await Promise.all(
    claimed.map(async (alert) => {
      const channels = alertChannelsOf(workspace).filter(({ name }) => alert.untold.includes(name));
      const notice = noticeOf(settings, alert);
      const all = await Promise.all(channels.map((channel) => tell(channel, notice)));
      const failed = all.filter(({ failure }) => failure !== null);
      await recordTold(
        control,
        alert,
        failed.map(({ channel }) => channel),
      );
      await recordFailures(control, alert, failed);
      return all;
    }),
  );
  return told.flat();
}

/** Tells one channel; never throws for what the channel does. */
export async function tell({ name, channel }: NamedChannel, notice: Notice): Promise<Told> {
  try {
    const settings: ChannelSettings = resolveSecrets(channel, process.env, `the alert channel ${name}`);
    // An answer takes its own time, and a mail is several of them.
    const answer = await sendNotice(settings, notice, AbortSignal.timeout(2 * tellTimeoutMs));
    return { channel: name, answer, failure: null, mend: null };
  } catch (error) {
    const mend = error instanceof Error && 'mend' in error ? error.mend : undefined;
    return {
      ...{ channel: name, answer: null, failure: messageOf(error) },
      mend: typeof mend === 'string' ? mend : null,
    };
  }
}

/** A run says which channel could not be told of it; once it could, the step is mended. */
async function recordFailures(control: Control, alert: AlertState, failed: readonly Told[]): Promise<void> {
  if (alert.runId === null || (failed.length === 0 && alert.attempts <= 1)) return;
  await upsertStep(control, {
    ...{ runId: alert.runId, name: `alert_${alert.kind}`, kind: 'stage' },
    ...{ status: failed.length > 0 ? 'warned' : 'succeeded', startedAt: new Date() },
    message:
      failed.length > 0
        ? failed.map(({ channel, failure }) => `${channel} could not be told: ${failure}`).join('\n')
        : `told at attempt ${alert.attempts}`,
  });
}

function noticeOf(settings: Settings, alert: AlertState): Notice {
  const { subject, kind, state, since, detail, runId } = alert;
  const key = `weft/${defaultWorkspace}/${subject}/${kind}`;
  return {
    ...{ key, id: `${key}/${state}/${since.getTime()}`, state, subject, kind },
    severity: state === 'open' ? severityOf(kind) : 'info',
    ...{ title: detail.title, lines: detail.lines, mend: detail.mend ?? null },
    link: linkOf(settings, subject, runId),
    at: since,
  };
}

/** Where the app shows what an alert is of; null where nobody knows how to reach the app. */
export function linkOf(settings: Settings, subject: string, runId: string | null): string | null {
  const base = settings.env.WEFT_PUBLIC_URL ?? readEndpoints(settings.home).web?.url;
  if (base === undefined) return null;
  const [kind, slug = ''] = subject.split('/');
  const paths: Record<string, string> = {
    sync: `/syncs/${slug}/runs${runId === null ? '' : `/${runId}`}`,
    segment: `/segments/${slug}/history`,
    models: runId === null ? '/models' : `/models/runs/${runId}`,
  };
  return `${base.replace(/\/$/, '')}/w/${defaultWorkspace}${paths[kind ?? ''] ?? ''}`;
}
