/**
 * For each module that it loads of a package Node reads what the package exports once more. drizzle-orm has hundreds
 * of modules and names 180 kB of exports, which took each process half a second and 200 MB. Its modules name one
 * another by their files, so there is nothing to look up. To be loaded before what imports drizzle-orm.
 */
import { registerHooks } from 'node:module';

const ofDrizzle = /\/node_modules\/drizzle-orm\/.*\.js$/;

registerHooks({
  resolve(specifier, context, next) {
    const { parentURL } = context;
    if (!specifier.startsWith('.') || parentURL === undefined || !ofDrizzle.test(parentURL))
      return next(specifier, context);
    return { url: new URL(specifier, parentURL).href, format: 'module', shortCircuit: true };
  },
});
