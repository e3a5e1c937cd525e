import 'server-only';
import { connect } from 'node:net';
import { readEndpoints } from '../../connectors/settings.ts';
import { authorise } from './authorise.ts';
import { settings } from './settings.ts';

/** Address of a workflow in Temporal's own UI, or null where it has none. */
export async function workflowUrl(workflowId: string | null): Promise<string | null> {
  await authorise('read');
  const { env, home } = settings();
  const ui = env.WEFT_TEMPORAL_UI_URL ?? readEndpoints(home).temporal?.uiUrl;
  if (ui === undefined || workflowId === null) return null;
  const base = ui.replace(/\/$/, '');
  return `${base}/namespaces/${encodeURIComponent(env.WEFT_TEMPORAL_NAMESPACE)}/workflows/${encodeURIComponent(workflowId)}`;
}

/** Whether Temporal's port answers. It is asked for no more than that: pages must not wait for it. */
export async function temporalAnswers(): Promise<boolean> {
  await authorise('read');
  const { env, home } = settings();
  const address = env.WEFT_TEMPORAL_ADDRESS ?? readEndpoints(home).temporal?.address;
  const [, host, port] = /^(.*):(\d+)$/.exec(address ?? '') ?? [];
  if (host === undefined || port === undefined) return false;
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port), timeout: 700 });
    const answer = (reached: boolean) => {
      socket.destroy();
      resolve(reached);
    };
    socket.once('connect', () => answer(true));
    socket.once('timeout', () => answer(false));
    socket.once('error', () => answer(false));
  });
}
