import 'server-only';
import { normalizerSteps, steppedText } from '../../models/identity/normalize.ts';
import type { IdentifierType } from '../../models/workspace/kinds/identity.ts';
import { dialect } from './warehouse.ts';

/** A text normalised as one type of identifier: a select of `type` and `value`, null where it is none. */
function candidate(typed: string, type: IdentifierType): string {
  const sql = dialect();
  const value = steppedText(sql, typed, { value: normalizerSteps(sql, type, { fold: true }) });
  return `select ${sql.literal(type.type)} as type, value from (${value}) as normalised`;
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
