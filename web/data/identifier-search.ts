import 'server-only';
import { normalizerSteps } from '../../models/identity/normalize.ts';
import type { IdentifierType } from '../../models/workspace/kinds/identity.ts';
import { sql } from './warehouse.ts';

/** A query normalised as one type of identifier: a select of `type` and `value`, null where it is none. */
function candidate(type: IdentifierType): string {
  const steps = normalizerSteps(sql, type, { fold: true });
  const from = steps.reduce(
    (inner, step) => `(select ${step('value', 'region')} as value, region from ${inner})`,
    `(select ${sql.cast('$1', 'text')} as value, ${sql.cast('null', 'text')} as region)`,
  );
  return `select ${sql.literal(type.type)} as type, value from ${from}`;
}

/**
 * The people who carry what was typed, `$1`, as an identifier of any type: it is normalised just as the
 * records were, so that "+49 (0) 171 …" finds 0171 …. Selects `weft_id`.
 */
export function peopleByIdentifier(types: readonly IdentifierType[]): string {
  const candidates = types.map(candidate).join(' union all ');
  return `select i.weft_id from weft.identity_identifiers as i
    join (${candidates}) as typed on typed.type = i.type and typed.value = i.value`;
}
