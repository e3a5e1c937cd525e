import { getTranslations } from 'next-intl/server';
import 'server-only';
import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigError } from '../../connectors/errors.ts';
import { loadFile } from '../../connectors/warehouses/duckdb/load.ts';
import { openLake } from '../../connectors/warehouses/duckdb/open-lake.ts';
import { tablePath } from '../../models/workspace/kinds/shared.ts';
import { authorise } from './authorise.ts';
import { forgetColumns } from './catalogue.ts';
import { settings } from './settings.ts';
import { tablesOf } from './warehouse.ts';

/** A file comes in parts: the app's own server keeps what it answers to in memory, up to ten megabytes. */
export const mostPartBytes = 8 * 1024 * 1024;
export const mostFileBytes = 512 * 1024 * 1024;
const keptMs = 24 * 3_600_000;

const uploadId = z.uuid();
/** Its extension says of what format it is. */
const fileName = z
  .string()
  .min(1)
  .max(255)
  .transform((name) => /(\.[a-z]{2,8}){1,2}$/i.exec(name)?.[0].toLowerCase() ?? '.csv');

const folder = (): string => join(settings().home, 'uploads');

/** Puts a part of a file behind those before it; the first names no id and is given one. */
export async function takePart(
  id: string | null,
  offset: number,
  part: Uint8Array,
): Promise<{ id: string; bytes: number }> {
  await authorise('data.edit');
  const known = id === null ? randomUUID() : uploadId.parse(id);
  if (id === null) await forgetOld();
  const path = join(folder(), known);
  const words = await getTranslations('problems.refused');
  const present = id === null ? 0 : (await stat(path)).size;
  if (present !== offset) {
    throw new ConfigError(words('partOrder'), { mend: words('partOrderMend') });
  }
  if (present + part.length > mostFileBytes) {
    await rm(path, { force: true });
    throw new ConfigError(words('tooLarge'), { mend: words('tooLargeMend') });
  }
  await appendFile(path, part);
  return { id: known, bytes: present + part.length };
}

async function forgetOld(): Promise<void> {
  await mkdir(folder(), { recursive: true });
  for (const name of await readdir(folder())) {
    const path = join(folder(), name);
    const found = await stat(path).catch(() => null);
    if (found !== null && Date.now() - found.mtimeMs > keptMs) await rm(path, { force: true });
  }
}

export const upload = z.object({
  id: uploadId,
  name: fileName,
  table: tablePath,
  /** Whether a table of that name may be made anew. */
  replace: z.boolean(),
});

/** Loads an uploaded file into a table of the embedded warehouse; the file goes in any case but a table that is there. */
export async function loadUpload({
  id,
  name,
  table,
  replace,
}: z.output<typeof upload>): Promise<{ rows: number; seconds: number } | { taken: true }> {
  await authorise('data.edit');
  if (!replace) {
    const taken = (await tablesOf()).some(
      ({ schema, name: known }) => `${schema}.${known}`.toLowerCase() === table.toLowerCase(),
    );
    if (taken) return { taken: true };
  }
  const path = join(folder(), id);
  const lake = await openLake(settings());
  try {
    await rename(path, `${path}${name}`);
    const { rows, seconds } = await loadFile(lake, { file: `${path}${name}`, table });
    forgetColumns(table);
    return { rows, seconds };
  } finally {
    await lake.close();
    await rm(`${path}${name}`, { force: true });
  }
}
