import { closest } from 'fastest-levenshtein';
import { ConfigError } from '../errors.ts';
import type { DestinationDefinition, ObjectDefinition } from './define.ts';
import { files } from './files/index.ts';
import { hubspot } from './hubspot/index.ts';
import { meta } from './meta/index.ts';
import { postgres } from './postgres/index.ts';
import { salesforce } from './salesforce/index.ts';
import { slack } from './slack/index.ts';
import { webhook } from './webhook/index.ts';

/** Every destination that Weft knows, by the `type` of its resource. */
export const destinations: Record<string, DestinationDefinition> = {
  files,
  hubspot,
  meta,
  postgres,
  salesforce,
  slack,
  webhook,
};

/** The destination of a type; a ConfigError names the nearest one there is. */
export function destinationOf(type: string): DestinationDefinition {
  const found = Object.values(destinations).find((destination) => destination.slug === type);
  if (found) return found;
  throw unknownName(`there is no destination type "${type}"`, type, Object.keys(destinations));
}

/** A destination's object, the `object` of a sync's `to:`; a ConfigError names the nearest one there is. */
export function objectOf<Config>(
  destination: DestinationDefinition<Config>,
  slug: string,
): ObjectDefinition<Config, unknown> {
  const found = destination.objects.find((object) => object.slug === slug);
  if (found) return found;
  const known = destination.objects.map((object) => object.slug);
  throw unknownName(`the destination type "${destination.slug}" has no object "${slug}"`, slug, known);
}

function unknownName(message: string, name: string, known: string[]): ConfigError {
  return new ConfigError(`${message}; did you mean "${closest(name, known)}"?`, {
    mend: `Use one of: ${known.join(', ')}.`,
  });
}
