import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../../connectors/settings.ts';
import { withTemporal } from '../../workflows/client.ts';

/** Everything that Temporal remembers of every workflow of this home: inputs, results, errors. */
export async function temporalTexts(settings: Settings): Promise<string> {
  return withTemporal(settings, async (client) => {
    const found: string[] = [];
    for await (const { workflowId, runId } of client.workflow.list()) {
      found.push(...textsIn(await client.workflow.getHandle(workflowId, runId).fetchHistory()));
    }
    return found.join('\n');
  });
}

/** Payloads are bytes, which a search of the history's own JSON would not look into. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (value instanceof Uint8Array) return [Buffer.from(value).toString('utf8')];
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsIn);
  return [];
}

/** Which files below a folder hold one of these texts. */
export function filesHolding(folder: string, texts: readonly string[]): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => {
      const content = readFileSync(file);
      return texts.some((text) => content.includes(text));
    });
}
