import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the statements. By the address: the app's bundler does not know `import.meta.dirname`. */
export const templates = join(dirname(fileURLToPath(import.meta.url)), 'templates');
