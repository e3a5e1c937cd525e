import { keptSecretsOf } from '../../connectors/control/kept-secrets.ts';
import { resolveSecrets } from '../../connectors/control/secrets.ts';
import type {
  CallContext,
  DestinationDefinition,
  ObjectDefinition,
} from '../../connectors/destinations/define.ts';
import { destinationOf, objectOf } from '../../connectors/destinations/registry.ts';
import { throttleOf } from '../../connectors/destinations/throttle.ts';
import { type Receiver, targetName } from '../../models/sync-diff/plan.ts';
import type { Destination } from '../../models/workspace/kinds/destination.ts';
import type { Sync } from '../../models/workspace/kinds/sync.ts';
import type { Dependencies } from '../dependencies.ts';

/** Rows of a chunk at most: each chunk costs an activity, before its first row is sent. */
const chunkRows = 500_000;

export interface DeclaredObject {
  definition: DestinationDefinition;
  object: ObjectDefinition<unknown, unknown>;
  options: unknown;
}

/** What a sync sends, with its options parsed; for that no secret is needed. Throws ConfigError. */
export function objectFor(sync: Sync, destination: Destination): DeclaredObject {
  const definition = destinationOf(destination.type);
  const object = objectOf(definition, sync.to.object);
  const { destination: _destination, object: _object, ...given } = sync.to;
  return { definition, object, options: object.options.parse(given) };
}

/** What a sync's destination takes. Throws ConfigError. */
export function receiverOf(sync: Sync, destination: Destination): Receiver {
  const { object, options } = objectFor(sync, destination);
  const batch = Math.max(1, object.batchSize(options));
  return {
    chunkRows: Math.max(1, Math.floor(chunkRows / batch)) * batch,
    deletes: object.deletes?.(options) ?? false,
    rekeys: object.rekeys?.(options) ?? false,
    clear: object.clear ?? null,
    target: targetName(sync, object.tuning ?? []),
  };
}

/** Whether the destination can take a record away. Throws ConfigError. */
export function canRemove(sync: Sync, destination: Destination): boolean {
  const { object, options } = objectFor(sync, destination);
  const removing = object.modes.includes('mirror') || object.modes.includes('audience');
  return removing || (object.deletes?.(options) ?? false);
}

/** A destination with a client. */
export interface ConnectedDestination {
  definition: DestinationDefinition;
  client: unknown;
  close(): Promise<void>;
}

/** Where the secrets are that a destination refers to, and how often its account may be asked. */
type Keeper = Pick<Dependencies, 'control' | 'settings'>;

/** Connects a declared destination, secrets filled in. Throws ConfigError, and what connecting throws. */
export async function connectDestination(
  { control, settings }: Keeper,
  destination: Destination,
  context: CallContext,
): Promise<ConnectedDestination> {
  const definition = destinationOf(destination.type);
  const kept = await keptSecretsOf(control, settings, destination.config);
  const config = definition.config.parse(
    resolveSecrets(destination.config, process.env, `destination ${destination.slug}`, kept),
  );
  const throttle = throttleOf(control, definition.limits?.(config));
  const client = await definition.connect(config, { ...context, throttle });
  return { definition, client, close: async () => definition.disconnect?.(client) };
}

export type OpenDestination = DeclaredObject & ConnectedDestination;

/** A sync's destination, connected. Throws as that does. */
export async function openDestination(
  keeper: Keeper,
  sync: Sync,
  destination: Destination,
  context: CallContext,
): Promise<OpenDestination> {
  const declared = objectFor(sync, destination);
  return { ...declared, ...(await connectDestination(keeper, destination, context)) };
}
