/** The command line: finds the verb's file, and turns what it throws into an exit code. */
import '../connectors/module-loading.ts';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { reportError, useJson } from './output.ts';
import { Interrupted } from './platform/interrupt.ts';

/** Each verb is the file of its name, loaded when it is called: `weft status` must not wait for dbt or Temporal. */
const verbs = {
  demo: 'load the demo company, resolve it, sync it and open the app',
  up: 'start Weft',
  down: 'stop Weft',
  status: 'what runs, where, and whether it answers',
  doctor: 'check everything Weft needs, and say how to mend it',
  warehouse: 'connect Snowflake or BigQuery, and check what Weft may touch there',
  test: 'run the tests',
  'test-workspace': "run the workspace's own tests",
  init: 'start a workspace, empty or from a folder of files',
  load: 'load files into the embedded warehouse',
  import: 'copy tables of a PostgreSQL or MySQL into the embedded warehouse',
  validate: 'check the workspace without changing anything',
  plan: 'what applying the workspace would change',
  apply: 'put the workspace in force as a new version',
  export: 'write the workspace in force back to files',
  run: 'refresh identities, profiles, traits and segments',
  sync: 'send the changes of one sync to its destination',
  runs: 'runs of syncs: what was sent and what came back; approve, pause, replay, undo',
  trigger: 'start what waits for a dbt run that is done elsewhere',
  destination: 'test a destination, and see what can be sent to it',
  drift: 'what a destination holds that was not sent so, and how to mend it',
  alerts: 'what is amiss and since when; try where alerts are told',
  query: 'read the warehouse with SQL',
  invite: 'make the link by which somebody comes into the app',
  segment: 'ask a segment: its size, who is in it and why',
  list: 'what contacting a list has changed',
  profile: 'show one person',
  identity: 'explain an identity, or plan new identity rules',
  columns: 'what columns hold: nulls, range, commonest values',
  predictions: 'the fits of predictions, and fit anew',
  bench: 'measure',
};

const verbFile = (verb: string): string => join(import.meta.dirname, `${verb}.ts`);

async function main(): Promise<void> {
  const program = new Command('weft')
    .description('Weft, a warehouse-native customer data platform')
    .showHelpAfterError('(weft --help shows the commands)')
    .exitOverride()
    .hook('preAction', async (_program, command) => {
      // A verb that is also the parent of others takes their --json for itself.
      useJson(command.optsWithGlobals().json === true);
      if (command.name() === 'test' && command.parent === program) await buildForTests();
    });
  const called = process.argv.slice(2).find((argument) => !argument.startsWith('-'));
  const name = called === 'help' ? process.argv[process.argv.indexOf('help') + 1] : called;
  for (const [verb, summary] of Object.entries(verbs)) {
    if (!existsSync(verbFile(verb))) continue;
    if (verb === name) {
      const file: { register(program: Command): void } = await import(verbFile(verb));
      file.register(program);
    } else {
      program.command(verb).summary(summary).description(summary);
    }
  }
  await program.parseAsync();
}

/** So that no test waits for a build within its own time limit. */
async function buildForTests(): Promise<void> {
  const [{ buildAll }, { Progress }, { projectRoot, toolchainFolder }] = await Promise.all([
    import('./bootstrap/builds.ts'),
    import('./bootstrap/progress.ts'),
    import('../connectors/settings.ts'),
  ]);
  await new Progress().run('Web app and workflows', (step) =>
    buildAll(projectRoot, toolchainFolder(), step.detail),
  );
}

try {
  await main();
} catch (error) {
  // Commander has printed its own errors; all of them are wrong usage, or --help.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else if (error instanceof Interrupted) process.exitCode = error.exitCode;
  else process.exitCode = reportError(error);
}
