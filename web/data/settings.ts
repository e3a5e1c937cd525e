import 'server-only';
import { readSettings, type Settings } from '../../connectors/settings.ts';

/** The process's settings, read anew: an embedded part that restarts may come back on another port. */
export const settings = (): Settings => readSettings();
