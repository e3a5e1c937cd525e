import { posix } from 'node:path';
import { ConfigError, messageOf } from '../../errors.ts';
import type { BatchContext } from '../define.ts';
import { templateOf } from '../template.ts';

export const defaultPath = '{{sync}}/{{run_id}}/part-{{part}}.{{extension}}';

type Place = Pick<BatchContext, 'sync' | 'runId' | 'chunk' | 'offset'>;

/**
 * The file's path inside its folder or bucket, with `/` between its parts; the same on every attempt. The
 * template sees sync, run_id, chunk, offset, part (the last two, padded so that names sort) and extension.
 */
export function filePath(template: string, extension: string, place: Place): string {
  const chunk = String(place.chunk).padStart(5, '0');
  const offset = String(place.offset).padStart(7, '0');
  const variables = {
    sync: place.sync,
    run_id: place.runId,
    chunk,
    offset,
    part: `${chunk}-${offset}`,
    extension,
  };
  let path: string;
  try {
    path = templateOf(template)(variables).trim();
  } catch (error) {
    throw new ConfigError(`path: ${messageOf(error).split('\n')[0] ?? ''}`, {
      mend: `A path may use ${Object.keys(variables).join(', ')}.`,
      cause: error,
    });
  }
  return insideFolder(path);
}

function insideFolder(path: string): string {
  const parts = path.split('/');
  const plain = parts.every((part) => part !== '' && part !== '.' && part !== '..');
  if (plain && !/[\\\0]/.test(path) && !posix.isAbsolute(path)) return path;
  throw new ConfigError(`path: ${JSON.stringify(path)} is not the path of a file inside the folder`, {
    mend: 'Write it relative to the folder, without "..", empty parts or backslashes.',
  });
}

/**
 * Why a template cannot serve as a path, or undefined where it can. Each run and batch needs a file of its
 * own: a run sends what changed, so a file that the next one overwrote would be changes lost.
 */
export function pathFault(template: string, extension: string): string | undefined {
  const first = { sync: 'sync', runId: 'run-1', chunk: 0, offset: 0 };
  const others = [
    { ...first, runId: 'run-2' },
    { ...first, chunk: 1 },
    { ...first, offset: 1 },
  ];
  try {
    const path = filePath(template, extension, first);
    const clash = others.some((place) => filePath(template, extension, place) === path);
    return clash ? 'must hold {{run_id}} and {{part}}, so that no file overwrites another' : undefined;
  } catch (error) {
    return messageOf(error).replace(/^path: /, '');
  }
}
