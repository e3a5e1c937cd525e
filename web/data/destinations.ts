import 'server-only';
import { keptSecretsOf } from '../../connectors/control/kept-secrets.ts';
import { resolveSecrets, type Secrets, variablesOf } from '../../connectors/control/secrets.ts';
import type { DestinationDefinition, Limits } from '../../connectors/destinations/define.ts';
import { destinationOf, destinations } from '../../connectors/destinations/registry.ts';
import { ConfigError } from '../../connectors/errors.ts';
import { nameOf } from '../../models/words/names.ts';
import type { Destination } from '../../models/workspace/kinds/destination.ts';
import type { Sync } from '../../models/workspace/kinds/sync.ts';
import { testDestination, testUnsavedDestination } from '../../workflows/run-sync/look-at-destination.ts';
import { type FormField, formOf } from '../words/schema-form.ts';
import { authorise } from './authorise.ts';
import { withControl } from './control.ts';
import { settings } from './settings.ts';
import { currentWorkspace } from './workspace.ts';

export interface DestinationSummary {
  slug: string;
  name: string;
  /** What it is, as its definition says: "Webhook". */
  type: string;
  typeSlug: string;
  description: string;
  /** Variables that its settings refer to and that are not set where the app runs. */
  unset: string[];
  /** What a vendor lets the account ask; null where its secrets are not set, so that nobody can say. */
  limits: Omit<Limits, 'account'> | null;
  syncs: { slug: string; name: string }[];
}

function limitsOf(
  definition: DestinationDefinition,
  destination: Destination,
  kept: Secrets,
): DestinationSummary['limits'] {
  if (definition.limits === undefined) return {};
  try {
    const where = `destination ${destination.slug}`;
    const config = definition.config.parse(resolveSecrets(destination.config, process.env, where, kept));
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
  const declared = workspace.all('destination');
  const all = declared.map(({ config }) => config);
  const kept = await withControl((control) => keptSecretsOf(control, settings(), all)).catch((error) => {
    // Of those that cannot be decrypted here only the limits are not known.
    if (error instanceof ConfigError) return {};
    throw error;
  });
  return declared.map((destination) => {
    const definition = destinationOf(destination.type);
    return {
      slug: destination.slug,
      name: nameOf(destination),
      type: definition.name,
      typeSlug: definition.slug,
      unset: variablesOf(destination.config).filter((name) => (process.env[name] ?? '') === ''),
      description: destination.description ?? definition.description,
      limits: limitsOf(definition, destination, kept),
      syncs: workspace
        .all('sync')
        .filter((sync) => sync.to.destination === destination.slug)
        .map((sync) => ({ slug: sync.slug, name: nameOf(sync) })),
    };
  });
}

/** A kind of destination, as its definition tells of it. */
export interface DestinationType {
  slug: string;
  name: string;
  description: string;
  objects: { title: string; modes: readonly Sync['mode'][] }[];
  /** Of its `config`. */
  form: FormField;
  /** Where the vendor's sign-in gives the token: the path of its field, and of that which names the client. */
  oauth: { field: string; clientId: string } | null;
}

const typeOf = (definition: DestinationDefinition): DestinationType => ({
  ...{ slug: definition.slug, name: definition.name, description: definition.description },
  objects: definition.objects.map(({ title, modes }) => ({ title, modes })),
  form: formOf(definition.config),
  oauth:
    definition.oauth === undefined
      ? null
      : { field: definition.oauth.fields.refreshToken, clientId: definition.oauth.fields.clientId },
});

/** Every kind of destination that there is, by name. */
export async function destinationTypes(): Promise<DestinationType[]> {
  await authorise('read');
  return Object.values(destinations)
    .map(typeOf)
    .sort((a, b) => a.name.localeCompare(b.name));
}

export async function destinationType(slug: string): Promise<DestinationType | null> {
  return (await destinationTypes()).find((type) => type.slug === slug) ?? null;
}

/** Which variables are set where the app runs; nothing of what they hold. */
export async function variablesSet(names: readonly string[]): Promise<Record<string, boolean>> {
  await authorise('sync.edit');
  return Object.fromEntries(names.map((name) => [name, (process.env[name] ?? '') !== '']));
}

/** How long a test may take: somebody waits for it. */
const patienceMs = 20_000;

/** Proves that a destination can be reached and written to, with what syncs use; throws what is wrong. */
export async function testConnection(slug: string): Promise<void> {
  await authorise('sync.run');
  await testDestination(settings(), slug, AbortSignal.timeout(patienceMs));
}

/** The same of a destination that is not saved yet, or is being changed; its secrets are references all the same. */
export async function testDraft(destination: Destination): Promise<void> {
  await authorise('sync.edit');
  await withControl((control) =>
    testUnsavedDestination(settings(), control, destination, AbortSignal.timeout(patienceMs)),
  );
}
