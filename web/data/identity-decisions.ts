import 'server-only';
import type { Decision } from '../../models/identity/decisions.ts';
import type { RecordName } from '../../models/identity/record-name.ts';
import { nameOf } from '../../models/words/names.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { readableKey } from '../words/record-key.ts';

/** A decision about records as pages show it. */
export interface DecisionView {
  id: string;
  decision: Decision['decision'];
  /** The records by source and key; without the key where it is masked. */
  records: string[];
  by: string;
  at: string;
  /** Free text that may name people: null where it is masked. */
  why: string | null;
  state: Decision['state'];
  /** No refresh has come after it. */
  waits: boolean;
}

export function recordText(workspace: Workspace, { source, key }: RecordName, personal: boolean): string {
  const declared = workspace.get('source', source);
  return `${declared ? nameOf(declared) : source} ${personal ? readableKey(key) : '•••'}`;
}

export function decisionView(
  workspace: Workspace,
  decision: Decision,
  { personal, run }: { personal: boolean; run: { at: string } },
): DecisionView {
  const { id, record, other, by, at, why, state } = decision;
  return {
    id,
    decision: decision.decision,
    records: [record, ...(other === null ? [] : [other])].map((one) => recordText(workspace, one, personal)),
    by,
    at: new Date(at).toISOString(),
    why: personal ? why : null,
    state,
    waits: Date.parse(at) > Date.parse(run.at),
  };
}
