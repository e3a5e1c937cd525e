import type { FilesConfig } from './config.ts';
import { localFolder } from './local.ts';

/** Where files go: a local folder or a bucket. */
export interface Storage {
  /**
   * Puts a finished file at a path below the storage's root: whole or not at all, over one that is there.
   * Throws `AuthError`, `ConfigError` or `Unavailable`.
   */
  put(stagedFile: string, path: string, signal: AbortSignal): Promise<void>;
  /** Writes and removes a file; throws what is wrong. */
  probe(signal: AbortSignal): Promise<void>;
}

export async function storageOf(config: FilesConfig): Promise<Storage> {
  if (config.storage === 'local') return localFolder(config);
  // Amazon's SDK takes longer to load than all the rest; who only reads the registry does without it.
  const { s3Bucket } = await import('./s3.ts');
  return s3Bucket(config);
}
