import { placeholder } from '../../models/workspace/check-placeholders.ts';
import { ConfigError } from '../errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Secrets that Weft keeps itself, by name. */
export type Secrets = Readonly<Record<string, string>>;

/**
 * A config with each `${env:NAME}` replaced by that variable, and each `${secret:NAME}` by what is kept under that
 * name. Throws a ConfigError that names those which are not there, never a value. `resource` is who needs them, for
 * the message: `destination/hook`.
 */
export function resolveSecrets<T>(config: T, environment: Environment, resource?: string, kept?: Secrets): T;
export function resolveSecrets(
  config: unknown,
  environment: Environment,
  resource = 'the configuration',
  kept: Secrets = {},
): unknown {
  const missing = { env: new Set<string>(), secret: new Set<string>() };
  const resolved = replaceTexts(config, (text) =>
    text.replaceAll(placeholder, (_, where: 'env' | 'secret', name: string) => {
      const value = held(where, name, environment, kept);
      if (value === undefined) missing[where].add(name);
      return value ?? '';
    }),
  );
  if (missing.env.size > 0) {
    const names = [...missing.env].join(', ');
    throw new ConfigError(`${resource} needs ${names}, which the environment does not set`, {
      mend: `Set ${names} where Weft's worker and this command run, then start them again.`,
    });
  }
  if (missing.secret.size > 0) {
    throw new ConfigError(
      `${resource} needs ${[...missing.secret].join(', ')}, which Weft does not keep here`,
      {
        mend: 'Connect it again in the app, or refer to a variable of the environment that holds it.',
      },
    );
  }
  return resolved;
}

function held(
  where: 'env' | 'secret',
  name: string,
  environment: Environment,
  kept: Secrets,
): string | undefined {
  if (where === 'secret') return Object.hasOwn(kept, name) ? kept[name] : undefined;
  // An empty variable is one that was not set, as everywhere in Weft.
  return environment[name] || undefined;
}

/** What a config refers to, each reference with what it holds now; those that hold nothing are left out. */
export function secretsOfConfig(
  config: unknown,
  environment: Environment,
  kept: Secrets = {},
): { reference: string; value: string }[] {
  const found = new Map(
    [...JSON.stringify(config).matchAll(placeholder)].map(([reference, where, name = '']) => [
      reference,
      held(where === 'secret' ? 'secret' : 'env', name, environment, kept),
    ]),
  );
  return [...found]
    .flatMap(([reference, value]) => (value === undefined ? [] : [{ reference, value }]))
    .sort((a, b) => b.value.length - a.value.length);
}

/** The names of kept secrets that a config refers to. */
export const keptNamesOf = (config: unknown): string[] => namesOf(config, 'secret');

/** The names of variables that a config refers to. */
export const variablesOf = (config: unknown): string[] => namesOf(config, 'env');

const namesOf = (config: unknown, from: 'env' | 'secret'): string[] => [
  ...new Set(
    [...(JSON.stringify(config) ?? '').matchAll(placeholder)].flatMap(([, where, name]) =>
      where === from && name !== undefined ? [name] : [],
    ),
  ),
];

function replaceTexts(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === 'string') return replace(value);
  if (Array.isArray(value)) return value.map((item) => replaceTexts(item, replace));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, replaceTexts(field, replace)]),
  );
}
