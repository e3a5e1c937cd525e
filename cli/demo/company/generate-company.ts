import { mkdir } from 'node:fs/promises';
import type { EventsKept, Population } from './households.ts';
import { MAX_PERSONS } from './opaque-id.ts';
import { newPartMaker, type Part } from './part.ts';
import { makeParts } from './parts.ts';
import { TableFile } from './table-file.ts';
import { newTables } from './tables.ts';

export interface CompanyOptions {
  /** How many real persons there are behind the data, 1 to 2^24. */
  persons: number;
  /** Any 32-bit integer; the same seed, size and time give the same bytes. */
  seed: number;
  /** Where the data ends: everything happened before it. */
  now: Date;
  /**
   * 'first' leaves out all web and app events but the first of each pair of device and user: the same identity
   * records and truth in a fifth of the bytes, for measuring identity resolution. 'all' if not given.
   */
  events?: EventsKept;
  /** Is created; files in it are overwritten. */
  folder: string;
}

export interface GeneratedFile {
  table: string;
  path: string;
  rows: number;
}

export const companyDefaults = { persons: 2000, seed: 7, now: new Date('2026-11-22T00:00:00Z') } as const;

/**
 * Writes the demo company "Larch & Lantern", an outdoor retailer with a web shop, an app, 40 stores and a
 * call centre: one CSV or JSON-lines file for each system's table (tables.ts), with the dirt of dirt.ts, and
 * the truth of who is who. `records` counts the identity records, which are the rows of both truth files.
 * Memory does not grow with the number of persons.
 */
export async function generateCompany(
  options: CompanyOptions,
): Promise<{ files: GeneratedFile[]; records: number }> {
  const { persons, seed, folder, events = 'all' } = options;
  if (!Number.isInteger(persons) || persons < 1 || persons > MAX_PERSONS) {
    throw new RangeError(`persons is ${persons}, expected an integer from 1 to ${MAX_PERSONS}`);
  }
  const population: Population = { seed, persons, now: options.now.getTime(), events };
  await mkdir(folder, { recursive: true });
  const files = await Promise.all(Object.values(newTables()).map((table) => TableFile.create(folder, table)));
  try {
    await append(files, newPartMaker(population).catalogue());
    for await (const part of makeParts(population)) await append(files, part);
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
  const summary = files.map(({ table, path, rows }) => ({ table, path, rows }));
  const isTruth = ({ table }: GeneratedFile) => table === 'truth' || table === 'truth_events';
  return { files: summary, records: summary.filter(isTruth).reduce((sum, { rows }) => sum + rows, 0) };
}

/** One table after the other, so that the next part is asked for only when all of this one is written. */
async function append(files: readonly TableFile[], part: Part): Promise<void> {
  for (const [i, file] of files.entries()) {
    const rows = part[i];
    if (rows !== undefined) await file.append(rows);
  }
}
