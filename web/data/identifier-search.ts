import 'server-only';
import { normalizerSteps } from '../../models/identity/normalize.ts';
import type { IdentifierType } from '../../models/workspace/kinds/identity.ts';
import { dialect } from './warehouse.ts';

/** A text normalised as one type of identifier: a select of `type` and `value`, null where it is none. */
function candidate(typed: string, type: IdentifierType): string {
  const sql = dialect();
  const steps = normalizerSteps(sql, type, { fold: true });
  const from = steps.reduce(
    (inner, step, index) => `(select ${step('value', null)} as value from ${inner}) as step_${index + 1}`,
    `(select ${sql.cast(sql.literal(typed), 'text')} as value) as step_0`,
  );
  return `select ${sql.literal(type.type)} as type, value from ${from}`;
}

/**
 * The people who carry what was typed as an identifier of any type: it is normalised just as the records were,
 * so that "+49 (0) 171 …" finds 0171 …. Selects `weft_id`.
 */
export function peopleByIdentifier(typed: string, types: readonly IdentifierType[]): string {
  const candidates = types.map((type) => candidate(typed, type)).join(' union all ');
  return `select i.weft_id from weft.identity_identifiers as i
    join (${candidates}) as typed on typed.type = i.type and typed.value = i.value`;
}
