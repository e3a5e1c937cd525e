import 'server-only';
import { connect } from 'node:http2';
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

/** Whether Temporal answers: one that hangs still takes connections. It is asked for no more: pages must not wait for it. */
export async function temporalAnswers(): Promise<boolean> {
  await authorise('read');
  const { env, home } = settings();
  const address = env.WEFT_TEMPORAL_ADDRESS ?? readEndpoints(home).temporal?.address;
  if (address === undefined) return false;
  return new Promise((resolve) => {
    const session = connect(`${env.WEFT_TEMPORAL_API_KEY ? 'https' : 'http'}://${address}`);
    const answer = (reached: boolean) => {
      clearTimeout(patience);
      session.destroy();
      resolve(reached);
    };
    const patience = setTimeout(() => answer(false), 700);
    // The first thing that a server of gRPC says.
    session.once('remoteSettings', () => answer(true));
    session.on('error', () => answer(false));
  });
}
