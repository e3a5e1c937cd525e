import { placeholder } from '../../models/workspace/check-placeholders.ts';
import { ConfigError } from '../errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A config with each `${env:NAME}` replaced by that variable. Throws a ConfigError that names the variables
 * which are not set, never a value. `resource` is who needs them, for the message: `destination/hook`.
 */
export function resolveSecrets<T>(config: T, environment: Environment, resource?: string): T;
export function resolveSecrets(
  config: unknown,
  environment: Environment,
  resource = 'the configuration',
): unknown {
  const missing = new Set<string>();
  const resolved = replaceTexts(config, (text) =>
    text.replaceAll(placeholder, (_, name: string) => {
      const value = environment[name];
      // An empty variable is one that was not set, as everywhere in Weft.
      if (value === undefined || value === '') missing.add(name);
      return value ?? '';
    }),
  );
  if (missing.size === 0) return resolved;
  const names = [...missing].join(', ');
  throw new ConfigError(`${resource} needs ${names}, which the environment does not set`, {
    mend: `Set ${names} where Weft's worker and this command run, then start them again.`,
  });
}

/** The variables that a config refers to, with what they hold now; those that are not set are left out. */
export function secretsOfConfig(
  config: unknown,
  environment: Environment,
): { name: string; value: string }[] {
  const names = new Set([...JSON.stringify(config).matchAll(placeholder)].map(([, name]) => name ?? ''));
  return [...names]
    .flatMap((name) => {
      const value = environment[name];
      return value === undefined || value === '' ? [] : [{ name, value }];
    })
    .sort((a, b) => b.value.length - a.value.length);
}

function replaceTexts(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === 'string') return replace(value);
  if (Array.isArray(value)) return value.map((item) => replaceTexts(item, replace));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, replaceTexts(field, replace)]),
  );
}
