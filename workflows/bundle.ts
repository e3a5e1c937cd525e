import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { toolchainFolder } from '../connectors/settings.ts';

/** Where the bootstrap leaves the workflows' bundle, so that a worker starts without a compiler. */
export const bundleFile = (): string => join(toolchainFolder(), 'build', 'workflows.js');

if (import.meta.main) {
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(import.meta.dirname, 'index.ts'),
    logger: new DefaultLogger('WARN'),
  });
  mkdirSync(dirname(bundleFile()), { recursive: true });
  writeFileSync(`${bundleFile()}.new`, code);
  renameSync(`${bundleFile()}.new`, bundleFile());
}
