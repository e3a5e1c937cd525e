import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A folder beside a module. By the module's address: the app's bundler does not know `import.meta.dirname`. */
export const folderBeside = (address: string, ...path: string[]): string =>
  join(dirname(fileURLToPath(address)), ...path);
