import type { Found } from './check.ts';
import type { FieldPath } from './field-path.ts';
import type { Resource, Workspace } from './resource.ts';

/** `${env:NAME}`, a secret that is read from the environment when it is used; `${secret:NAME}`, one that Weft keeps. */
export const placeholder = /\$\{(env|secret):([A-Za-z_][A-Za-z0-9_]*)\}/g;
const openings = { env: '$' + '{env:', secret: '$' + '{secret:' };
/** How a secret is written, for messages. */
export const placeholderForm = `${openings.env}NAME}`;
const keptForm = `${openings.secret}NAME}`;

/** Whether a text refers to at least one secret, in the right form. */
export const holdsPlaceholder = (value: string): boolean => value.match(placeholder) !== null;

/**
 * `${env:NAME}` stands only in a destination's config, in what alerts are told by and in a sync's hooks, `${secret:NAME}`
 * in the first alone, and each is written right there.
 */
export function* checkPlaceholders(workspace: Workspace): Iterable<Found> {
  for (const resource of workspace.resources) {
    for (const [path, text] of textsOf(resource)) {
      const isKept = text.includes(openings.secret);
      if (!isKept && !text.includes(openings.env)) continue;
      const rest = text.replaceAll(placeholder, '');
      if (!isSecretPlace(resource, path)) {
        const form = isKept ? keptForm : placeholderForm;
        const message = `${form} may stand only in the config of a destination${isKept ? '' : ', in `alerts.to` and in the hooks of a sync'}`;
        yield [resource, { path, message }];
      } else if (isKept && resource.kind !== 'destination') {
        yield [resource, { path, message: `${keptForm} may stand only in the config of a destination` }];
      } else if (rest.includes(openings.env) || rest.includes(openings.secret)) {
        const form = rest.includes(openings.env) ? placeholderForm : keptForm;
        yield [resource, { path, message: `a secret is written ${form}, the name of letters, digits and _` }];
      }
    }
  }
}

/** Descriptions are prose and are never filled in, so they may speak of a placeholder. */
const isSecretPlace = (resource: Resource, path: FieldPath): boolean =>
  path[0] === 'description' ||
  (resource.kind === 'destination' && path[0] === 'config') ||
  (resource.kind === 'workspace' && path[0] === 'alerts' && path[1] === 'to') ||
  (resource.kind === 'sync' && path[0] === 'hooks');

/** Every text in a value, with its path. */
export function* textsOf(value: unknown, path: FieldPath = []): Iterable<[FieldPath, string]> {
  if (typeof value === 'string') yield [path, value];
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* textsOf(item, [...path, index]);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, field] of Object.entries(value)) yield* textsOf(field, [...path, name]);
  }
}
