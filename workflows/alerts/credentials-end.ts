import { log } from '@temporalio/activity';
import { messageOf } from '../../connectors/errors.ts';
import { homeFolder } from '../../connectors/settings.ts';
import type { Sync } from '../../models/workspace/kinds/sync.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import type { Dependencies } from '../dependencies.ts';
import { objectFor, openDestination } from '../run-sync/destination.ts';

/** A sync may run each minute, and credentials end within days. */
const askEveryMs = 6 * 3_600_000;
const timeoutMs = 20_000;

/** Asks destinations when their credentials end, now and then; undefined is that it is not known. */
export class CredentialsEnd {
  readonly #asked = new Map<string, number>();
  readonly #dependencies: Pick<Dependencies, 'control' | 'settings'>;

  constructor(dependencies: Pick<Dependencies, 'control' | 'settings'>) {
    this.#dependencies = dependencies;
  }

  async of(workspace: Workspace, sync: Sync): Promise<Date | null | undefined> {
    const { settings } = this.#dependencies;
    const destination = workspace.get('destination', sync.to.destination);
    if (!destination || Date.now() - (this.#asked.get(sync.slug) ?? 0) < askEveryMs) return undefined;
    const { credentialsEnd } = objectFor(sync, destination).definition;
    if (credentialsEnd === undefined) return undefined;
    this.#asked.set(sync.slug, Date.now());
    const context = {
      signal: AbortSignal.timeout(timeoutMs),
      scratch: homeFolder(settings, 'tmp', 'destinations'),
    };
    try {
      const open = await openDestination(this.#dependencies, sync, destination, context);
      try {
        return await credentialsEnd(open.client, context);
      } finally {
        await open.close();
      }
    } catch (error) {
      // The run that just went well is no worse for it.
      log.warn('a destination did not say when its credentials end', {
        ...{ destination: destination.slug, failure: messageOf(error) },
      });
      return undefined;
    }
  }
}
