import 'server-only';
import { type Control, openControl } from '../../connectors/control/connect.ts';
import { readEndpoints } from '../../connectors/settings.ts';
import { Kept } from './kept.ts';
import { settings } from './settings.ts';

/** Where the control database is, as text to compare: the embedded one may come back on another port. */
export function controlPlace(): string {
  const { home, env } = settings();
  return JSON.stringify(env.WEFT_CONTROL_URL ?? readEndpoints(home).postgres ?? null);
}

const control = new Kept<Control>({
  name: 'control',
  address: controlPlace,
  open: () => openControl(settings()),
  close: (connection) => connection.close(),
});

/** Work on the control database, with the connection that the process keeps. */
export const withControl = <R>(work: (control: Control) => Promise<R>): Promise<R> => control.use(work);
