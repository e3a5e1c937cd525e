import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type BatchContext, defineObject, type OutgoingRow, type RowResult } from '../define.ts';
import { tell } from '../rehearsal.ts';
import { templateText } from '../template.ts';
import { columnsOf } from './columns.ts';
import { fileError } from './local.ts';
import { columnTypes, writeParquet } from './parquet.ts';
import { defaultPath, filePath, pathFault } from './path.ts';
import type { Storage } from './storage.ts';
import { csv, jsonLines } from './text-formats.ts';

const fileOptions = z
  .strictObject({
    format: z.enum(['csv', 'jsonl', 'parquet']),
    path: templateText
      .default(defaultPath)
      .describe('Template of each file’s path; sees sync, run_id, chunk, offset, part and extension.'),
    escape_formulas: z
      .boolean()
      .default(false)
      .describe('CSV for people: text that a spreadsheet would run as a formula gets an apostrophe.'),
    types: z
      .record(z.string(), z.enum(columnTypes))
      .default({})
      .describe('Parquet: the types of columns; what is not named keeps the type of its values.'),
  })
  .check((check) => {
    const { format, path, escape_formulas, types } = check.value;
    const fault = (field: string, message: string) =>
      check.issues.push({ code: 'custom', input: check.value, path: [field], message });
    const badPath = pathFault(path, format);
    if (badPath !== undefined) fault('path', badPath);
    if (escape_formulas && format !== 'csv') fault('escape_formulas', 'is for the format csv');
    if (Object.keys(types).length > 0 && format !== 'parquet') fault('types', 'is for the format parquet');
  });
type FileOptions = z.infer<typeof fileOptions>;

/**
 * Rows as files. Each batch is one whole file whose path is the same on every attempt, so a repeated one
 * overwrites it. Columns: `_key`, `_operation` (create, update or delete), then the mapped fields.
 */
export const fileObject = defineObject<Storage, FileOptions>({
  slug: 'file',
  title: 'File',
  options: fileOptions,
  modes: ['insert', 'update', 'upsert', 'mirror', 'archive', 'audience', 'events'],
  batchSize: () => 50_000,
  deletes: () => true,
  async perform(rows, storage, options, context) {
    if (rows.length === 0) return [];
    context.signal.throwIfAborted();
    const path = filePath(options.path, options.format, context);
    const staged = join(context.scratch, `${randomUUID()}.${options.format}`);
    try {
      const results = await write(rows, staged, options, context);
      if (results.some(({ status }) => status === 'accepted')) {
        await tell(() => fileOfOne(staged, path, options));
        await storage.put(staged, path, context.signal);
      }
      return results;
    } finally {
      await rm(staged, { force: true });
    }
  },
});

/** A file of one row, as somebody looks at it who tries the sync. */
const fileOfOne = async (staged: string, path: string, { format }: FileOptions) => ({
  ...{ kind: 'file' as const, path },
  text: format === 'parquet' ? null : await readFile(staged, 'utf8'),
});

async function write(
  rows: readonly OutgoingRow[],
  file: string,
  options: FileOptions,
  context: BatchContext,
): Promise<RowResult[]> {
  const columns = columnsOf(rows, context.fields);
  try {
    await mkdir(context.scratch, { recursive: true });
    if (options.format === 'parquet') {
      return await writeParquet(rows, columns, options.types, file, context.signal);
    }
    const text =
      options.format === 'csv' ? csv(rows, columns, options.escape_formulas) : jsonLines(rows, columns);
    await writeFile(file, text, { signal: context.signal });
    return rows.map(() => ({ status: 'accepted' }));
  } catch (error) {
    context.signal.throwIfAborted();
    throw fileError(error, file) ?? error;
  }
}
