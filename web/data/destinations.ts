import 'server-only';
import { resolveSecrets } from '../../connectors/control/secrets.ts';
import type { DestinationDefinition, Limits } from '../../connectors/destinations/define.ts';
import { destinationOf } from '../../connectors/destinations/registry.ts';
import { ConfigError } from '../../connectors/errors.ts';
import { nameOf } from '../../models/words/names.ts';
import type { Destination } from '../../models/workspace/kinds/destination.ts';
import { testDestination } from '../../workflows/run-sync/look-at-destination.ts';
import { authorise } from './authorise.ts';
import { settings } from './settings.ts';
import { currentWorkspace } from './workspace.ts';

export interface DestinationSummary {
  slug: string;
  name: string;
  /** What it is, as its definition says: "Webhook". */
  type: string;
  description: string;
  /** What a vendor lets the account ask; null where its secrets are not set, so that nobody can say. */
  limits: Omit<Limits, 'account'> | null;
  syncs: { slug: string; name: string }[];
}

function limitsOf(definition: DestinationDefinition, destination: Destination): DestinationSummary['limits'] {
  if (definition.limits === undefined) return {};
  try {
    const where = `destination ${destination.slug}`;
    const config = definition.config.parse(resolveSecrets(destination.config, process.env, where));
    const { account: _account, ...limits } = definition.limits(config);
    return limits;
  } catch (error) {
    if (error instanceof ConfigError) return null;
    throw error;
  }
}

export async function destinationSummaries(): Promise<DestinationSummary[]> {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  return workspace.all('destination').map((destination) => {
    const definition = destinationOf(destination.type);
    return {
      slug: destination.slug,
      name: nameOf(destination),
      type: definition.name,
      description: destination.description ?? definition.description,
      limits: limitsOf(definition, destination),
      syncs: workspace
        .all('sync')
        .filter((sync) => sync.to.destination === destination.slug)
        .map((sync) => ({ slug: sync.slug, name: nameOf(sync) })),
    };
  });
}

/** How long a test may take: somebody waits for it. */
const patienceMs = 20_000;

/** Proves that a destination can be reached and written to, with what syncs use; throws what is wrong. */
export async function testConnection(slug: string): Promise<void> {
  await authorise('sync.run');
  await testDestination(settings(), slug, AbortSignal.timeout(patienceMs));
}
