import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigError } from '../../connectors/errors.ts';
import { type Endpoints, endpointsFile, homeFolder, type Settings } from '../../connectors/settings.ts';

/** Files below `run/` in the home: what the supervisor leaves for other processes to read. */

export const partNames = ['postgres', 'temporal', 'worker', 'web'] as const;
export type PartName = (typeof partNames)[number];

const partStates = ['starting', 'ready', 'crashed', 'restarting', 'stopping', 'stopped', 'failed'] as const;
export type PartState = (typeof partStates)[number];

const identitySchema = z.object({ pid: z.number(), started: z.string() });

const stateSchema = z.object({
  supervisor: identitySchema.extend({ purpose: z.string() }),
  /** False while parts still start or already stop. */
  ready: z.boolean(),
  since: z.string(),
  /** The embedded parts; one that is replaced by its URL, or was not asked for, is absent. */
  parts: z.partialRecord(
    z.enum(partNames),
    z.object({
      state: z.enum(partStates),
      process: identitySchema.optional(),
      restarts: z.number(),
    }),
  ),
});
export type PlatformState = z.infer<typeof stateSchema>;

export const portNames = ['postgres', 'temporal', 'temporalUi', 'web'] as const;
export type PortName = (typeof portNames)[number];

/** The ports used last, kept when Weft stops so that addresses stay the same. */
const portsSchema = z.partialRecord(z.enum(portNames), z.number());
export type UsedPorts = z.infer<typeof portsSchema>;

const stateFile = (settings: Settings): string => join(settings.home, 'run', 'state.json');
const portsFile = (settings: Settings): string => join(settings.home, 'run', 'ports.json');
/** Held by the one supervisor of a home. */
export const supervisorLock = (settings: Settings): string => join(settings.home, 'run', 'supervisor.lock');

export const readState = (settings: Settings): PlatformState | undefined =>
  readRecord(stateFile(settings), stateSchema);

export const writeState = (settings: Settings, state: PlatformState | undefined): void =>
  writeRecord(settings, stateFile(settings), state);

export const readUsedPorts = (settings: Settings): UsedPorts =>
  readRecord(portsFile(settings), portsSchema) ?? {};

export const writeUsedPorts = (settings: Settings, ports: UsedPorts): void =>
  writeRecord(settings, portsFile(settings), ports);

/** Written when a part is ready, removed when the parts stop: whoever reads it finds servers that answer. */
export const writeEndpoints = (settings: Settings, endpoints: Endpoints | undefined): void =>
  writeRecord(settings, endpointsFile(settings.home), endpoints);

function readRecord<T>(file: string, schema: z.ZodType<T>): T | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new ConfigError(`${file} cannot be read`, {
      mend: 'Delete that file and try again.',
      cause: error,
    });
  }
}

/** Whole or not at all: readers see the old content or the new. */
function writeRecord(settings: Settings, file: string, record: unknown): void {
  if (record === undefined) {
    rmSync(file, { force: true });
    return;
  }
  homeFolder(settings, 'run');
  const partial = `${file}.${process.pid}`;
  writeFileSync(partial, `${JSON.stringify(record, null, 2)}\n`);
  renameSync(partial, file);
}
