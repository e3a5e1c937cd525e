import { withControl } from '../../connectors/control/connect.ts';
import { resolveSecrets } from '../../connectors/control/secrets.ts';
import { workspaceInForce } from '../../connectors/control/versions.ts';
import type { Discovered, Field, ObjectDefinition } from '../../connectors/destinations/define.ts';
import { destinationOf, objectOf } from '../../connectors/destinations/registry.ts';
import { throttleOf } from '../../connectors/destinations/throttle.ts';
import { ConfigError } from '../../connectors/errors.ts';
import { homeFolder, type Settings } from '../../connectors/settings.ts';
import { nearest } from '../../models/workspace/nearest.ts';

interface Looking {
  client: unknown;
  definition: ReturnType<typeof destinationOf>;
  context: { signal: AbortSignal; scratch: string };
}

/** Opens a declared destination for as long as somebody looks at it. Throws ConfigError, and what connecting throws. */
async function looking<T>(
  settings: Settings,
  slug: string,
  signal: AbortSignal,
  work: (open: Looking) => Promise<T>,
): Promise<T> {
  return withControl(settings, async (control) => {
    const workspace = await workspaceInForce(control);
    const destination = workspace.get('destination', slug);
    if (!destination) {
      const meant = nearest(
        slug,
        workspace.all('destination').map((each) => each.slug),
      );
      throw new ConfigError(`no destination is called ${slug}`, {
        mend: meant ? `Did you mean ${meant}?` : 'Apply the workspace that declares it.',
      });
    }
    const definition = destinationOf(destination.type);
    const config = definition.config.parse(
      resolveSecrets(destination.config, process.env, `destination ${slug}`),
    );
    const context = { signal, scratch: homeFolder(settings, 'tmp', 'destinations') };
    const throttle = throttleOf(control, definition.limits?.(config));
    const client = await definition.connect(config, { ...context, throttle });
    try {
      return await work({ client, definition, context });
    } finally {
      await definition.disconnect?.(client);
    }
  });
}

/** Proves that a destination can be reached and written; throws what is wrong. */
export const testDestination = (settings: Settings, slug: string, signal: AbortSignal): Promise<void> =>
  looking(settings, slug, signal, ({ definition, client, context }) =>
    definition.testConnection(client, context),
  );

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
