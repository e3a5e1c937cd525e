import { basename } from 'node:path';
import type { Settings } from '../../settings.ts';

/** What every statement carries in QUERY_TAG; a statement's own tag adds its run and resource. */
export const queryTag = (settings: Settings): Record<string, string> => ({
  app: 'weft',
  workspace: basename(settings.workspaceFolder),
});
