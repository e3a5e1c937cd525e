import { type Control, withControl } from '../../connectors/control/connect.ts';
import { workspaceInForce } from '../../connectors/control/versions.ts';
import type {
  CallContext,
  Discovered,
  Field,
  ObjectDefinition,
} from '../../connectors/destinations/define.ts';
import { objectOf } from '../../connectors/destinations/registry.ts';
import { ConfigError } from '../../connectors/errors.ts';
import { homeFolder, type Settings } from '../../connectors/settings.ts';
import type { Destination } from '../../models/workspace/kinds/destination.ts';
import { declaredDestination } from './declared-sync.ts';
import { type ConnectedDestination, connectDestination } from './destination.ts';

type Looking = ConnectedDestination & { context: CallContext };

/** Opens a declared destination for as long as somebody looks at it. Throws ConfigError, and what connecting throws. */
async function looking<T>(
  settings: Settings,
  slug: string,
  signal: AbortSignal,
  work: (open: Looking) => Promise<T>,
): Promise<T> {
  return withControl(settings, async (control) => {
    const destination = declaredDestination(await workspaceInForce(control), slug);
    return connected(settings, control, destination, signal, work);
  });
}

async function connected<T>(
  settings: Settings,
  control: Control,
  destination: Destination,
  signal: AbortSignal,
  work: (open: Looking) => Promise<T>,
): Promise<T> {
  const context = { signal, scratch: homeFolder(settings, 'tmp', 'destinations') };
  const open = await connectDestination({ control, settings }, destination, context);
  try {
    return await work({ ...open, context });
  } finally {
    await open.close();
  }
}

/** Proves that a destination can be reached and written; throws what is wrong. */
export const testDestination = (settings: Settings, slug: string, signal: AbortSignal): Promise<void> =>
  looking(settings, slug, signal, proving);

const proving = ({ definition, client, context }: Looking): Promise<void> =>
  definition.testConnection(client, context);

/** The same of one that somebody is still declaring. Throws also where its settings do not fit its type. */
export const testUnsavedDestination = (
  settings: Settings,
  control: Control,
  destination: Destination,
  signal: AbortSignal,
): Promise<void> => connected(settings, control, destination, signal, proving);

export interface DestinationObject {
  object: string;
  title: string;
  modes: readonly string[];
  /** The options that name a thing that the account holds; none where the object is all there is. */
  options: Record<string, unknown>;
}

/** What can be sent to a destination: its objects, and what the account holds of them. */
export const destinationObjects = (
  settings: Settings,
  slug: string,
  signal: AbortSignal,
): Promise<DestinationObject[]> =>
  looking(settings, slug, signal, async ({ definition, client, context }) => {
    const found: readonly Discovered[] = (await definition.discover?.(client, context)) ?? [];
    return definition.objects.flatMap((object): DestinationObject[] => {
      const own = found.filter((each) => each.object === object.slug);
      const { slug: name, title, modes } = object;
      if (own.length === 0) return [{ object: name, title, modes, options: {} }];
      return own.map(({ title: called, options }) => ({ object: name, title: called, modes, options }));
    });
  });

/** The fields that an object takes, asked of the destination; null where any name goes. */
export const destinationFields = (
  settings: Settings,
  { slug, object: name, options }: { slug: string; object: string; options: Record<string, unknown> },
  signal: AbortSignal,
): Promise<Field[] | null> =>
  looking(settings, slug, signal, async ({ definition, client, context }) => {
    const object: ObjectDefinition<unknown, unknown> = objectOf(definition, name);
    const parsed = object.options.safeParse(options);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new ConfigError(`${slug}, ${name}: ${issue?.path.join('.')}: ${issue?.message}`, {
        mend: 'Give the options of `to:` that name the object, as in --option type=Contact.',
      });
    }
    return object.fields ? object.fields(client, parsed.data, context) : null;
  });
