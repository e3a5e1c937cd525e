import { ConfigError, type Place } from '../../../errors.ts';
import type { InputFile } from './input-file.ts';

/** What is wrong with an input file, and where: the one way in which a file is refused. */
export function fileFault(
  file: Pick<InputFile, 'name' | 'path'>,
  problem: string,
  options: { mend?: string; cause?: unknown } & Omit<Place, 'file'> = {},
): ConfigError {
  const { line, column, field, ...rest } = options;
  const where = line === undefined ? file.name : `${file.name}, line ${line}`;
  return new ConfigError(`${where}: ${problem}`, {
    ...rest,
    place: { file: file.path, line, column, field },
  });
}

/** Text from a file as an error may show it: on one line, in quotes, shortened. */
export function excerpt(text: string): string {
  const flat = text.length > 80 ? `${text.slice(0, 79)}…` : text;
  return JSON.stringify(flat);
}

export const plural = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
