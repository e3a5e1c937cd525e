import { ConfigError } from '../connectors/errors.ts';
import type { Warehouse } from '../connectors/warehouses/connection.ts';
import { weftIdOf } from '../models/identity/find-person.ts';
import { nearest } from '../models/workspace/nearest.ts';
import type { Workspace } from '../models/workspace/resource.ts';

/** The weft_id of a person given as TYPE:VALUE. Throws ConfigError for what is no identifier, or nobody's. */
export async function findPerson(warehouse: Warehouse, workspace: Workspace, given: string): Promise<string> {
  const colon = given.indexOf(':');
  if (colon < 1)
    throw new ConfigError(`${given} is no identifier`, {
      mend: 'Write TYPE:VALUE, such as email:anna@shop.example.',
    });
  const [type, value] = [given.slice(0, colon), given.slice(colon + 1)];
  if (type === 'weft_id') return value;
  const found = await personOf(warehouse, workspace, type, value);
  if (found === null) throw nobody(type, value);
  return found;
}

/** What is said of an identifier that no person has. */
export const nobody = (type: string, value: string): ConfigError =>
  new ConfigError(`no person has ${type} ${value}`, {
    mend: 'See `./weft query "select type, value from weft.identity_identifiers limit 20"` for what there is.',
  });

/** Throws ConfigError for a type that is not declared. */
async function personOf(
  warehouse: Warehouse,
  workspace: Workspace,
  type: string,
  value: string,
): Promise<string | null> {
  const types = workspace.identity?.types ?? [];
  const declared = types.find((each) => each.type === type);
  if (!declared) {
    const meant = nearest(
      type,
      types.map((each) => each.type),
    );
    throw new ConfigError(`no identifier type is called ${type}`, {
      mend: meant ? `Did you mean ${meant}?` : 'Use a type of the identity rules, or weft_id.',
    });
  }
  return weftIdOf(warehouse, declared, value);
}
