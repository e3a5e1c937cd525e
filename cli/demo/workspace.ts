import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The port that the files of the demo workspace name; another one is written in where it is taken. */
export const receiverPort = 4781;

/** Copies the demo workspace to `folder`, with the address of its webhook receiver. */
export function writeDemoWorkspace(folder: string, port: number): void {
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(import.meta.dirname, 'workspace'), folder, { recursive: true });
  const file = join(folder, 'destinations', 'destinations.yml');
  writeFileSync(file, readFileSync(file, 'utf8').replace(`127.0.0.1:${receiverPort}`, `127.0.0.1:${port}`));
}
