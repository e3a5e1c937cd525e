import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';
import type { Fault } from './answer.ts';

/** Salesforce takes 150 MB of Base64, in which text is a third longer. */
const mostBytes = 100_000_000;

const line = (cells: readonly string[]): string =>
  stringify([[...cells]], { quoted: true, record_delimiter: '\n' });

/** CSV files of records, each with its header and small enough for one job. */
export function csvFiles(
  columns: readonly string[],
  records: readonly (readonly string[])[],
  most: number = mostBytes,
): string[] {
  if (records.length === 0) return [];
  const header = line(columns);
  const files: string[] = [];
  let lines = [header];
  let bytes = Buffer.byteLength(header);
  for (const record of records) {
    const text = line(record);
    const size = Buffer.byteLength(text);
    if (bytes + size > most && lines.length > 1) {
      files.push(lines.join(''));
      lines = [header];
      bytes = Buffer.byteLength(header);
    }
    lines.push(text);
    bytes += size;
  }
  files.push(lines.join(''));
  return files;
}

const cellsSchema = z.array(z.record(z.string(), z.string()));

/** The lines of a CSV file by its header. */
export function csvRecords(text: string): Record<string, string>[] {
  return cellsSchema.parse(parse(text, { columns: true, skip_empty_lines: true, bom: true }));
}

/** What a job says of a record that failed: `CODE:message:fields --`. */
export function faultOf(error: string): Fault {
  const [, code, message = '', fields = ''] = /^([A-Z_]+):(.*?)(?::([\w ,]*) --)?$/s.exec(error.trim()) ?? [];
  if (code === undefined) return { code: 'UNKNOWN', message: error, fields: [] };
  return {
    code,
    message,
    fields: fields
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  };
}
