import { basename } from 'node:path';
import type { Settings } from '../settings.ts';

/**
 * What every statement says of where it comes from, in a query tag or in job labels; a statement's own tag adds its
 * run and resource. The workspace is named by its folder.
 */
export const statementOrigin = (settings: Settings): { app: string; workspace: string } => ({
  app: 'weft',
  workspace: basename(settings.workspaceFolder),
});
