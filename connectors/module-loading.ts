/** What makes each process of Weft's start faster; to be loaded before all else that it loads. */
import { enableCompileCache, registerHooks } from 'node:module';
import { join } from 'node:path';

const root = process.env.WEFT_PROJECT_ROOT ?? join(import.meta.dirname, '..');

// Where the folder cannot be written, modules are compiled each time, as without it.
enableCompileCache(join(process.env.WEFT_TOOLCHAIN || join(root, '.weft'), 'build', 'compiled'));

/**
 * For each module that it loads of a package Node reads what the package exports once more. drizzle-orm has hundreds
 * of modules and names 180 kB of exports, which took each process half a second and 200 MB. Its modules name one
 * another by their files, so there is nothing to look up.
 */
const ofDrizzle = /\/node_modules\/drizzle-orm\/.*\.js$/;

registerHooks({
  resolve(specifier, context, next) {
    const { parentURL } = context;
    if (!specifier.startsWith('.') || parentURL === undefined || !ofDrizzle.test(parentURL))
      return next(specifier, context);
    return { url: new URL(specifier, parentURL).href, format: 'module', shortCircuit: true };
  },
});
