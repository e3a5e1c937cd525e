import 'server-only';
import { z } from 'zod';
import { type Considered, effectOf } from '../../models/identity/effect/effect.ts';
import { identityOf } from '../../models/identity/explain/subject.ts';
import type { RecordName } from '../../models/identity/record-name.ts';
import { nameOf } from '../../models/words/names.ts';
import { authorise } from './authorise.ts';
import { type DecisionView, decisionView } from './identity-decisions.ts';
import { nodeId, subjectOfNode } from './identity-graph.ts';
import { NotComputed } from './not-computed.ts';
import { findPeople } from './profiles.ts';
import { textOf } from './values.ts';
import { onWarehouse, rows } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

const personId = z.string().min(1).max(100);

/** What somebody asks to decide, by nodes of a person's graph. */
export const asked = z.object({
  weftId: personId,
  decision: z.enum(['same', 'different', 'alone']),
  /** The record that it is about. */
  node: nodeId,
  /** The other record: of the same graph, or for a join the oldest of another person. */
  other: z.union([z.object({ node: nodeId }), z.object({ weftId: personId })]).nullable(),
});
type Asked = z.output<typeof asked>;

/** What a decision would do, for whoever is about to make it. */
export interface EffectView {
  before: { weftId: string; records: number }[];
  after: { records: number; from: { weftId: string; records: number }[] }[];
  replaces: DecisionView | null;
  /** Segments that the people it changes are in now. */
  segments: string[];
}

const gone = () => new NotComputed('decision');

async function recordOfNode(weftId: string, node: string): Promise<RecordName> {
  const record = (await subjectOfNode(weftId, node))?.record;
  if (!record) throw gone();
  return record;
}

async function oldestRecord(weftId: string): Promise<RecordName> {
  const [found] = await rows(
    `select source, record_key from weft.identity_members where weft_id = $1
     order by seen_run, recorded_at nulls last, source, record_key limit 1`,
    { values: [weftId] },
  );
  if (!found) throw gone();
  return { source: textOf(found.source), key: textOf(found.record_key) };
}

/** The records that a decision is about. */
export async function considered({ weftId, decision, node, other }: Asked): Promise<Considered> {
  await authorise('data.edit');
  const record = await recordOfNode(weftId, node);
  if (decision === 'alone') return { decision, record };
  if (other === null) throw gone();
  const second = 'node' in other ? await recordOfNode(weftId, other.node) : await oldestRecord(other.weftId);
  return { decision, records: [record, second] };
}

export async function decisionEffect(question: Asked): Promise<EffectView> {
  const actor = await authorise('data.edit');
  const { workspace } = await currentWorkspace();
  const about = await considered(question);
  const effect = await onWarehouse((connection) => effectOf(connection, identityOf(workspace), about));
  const changed = effect.before.map(({ weftId }) => weftId);
  const slugs = changed.length === 0 ? [] : await segmentsOf(changed);
  return {
    before: effect.before,
    after: effect.after,
    replaces:
      effect.replaces &&
      decisionView(workspace, effect.replaces, {
        personal: actor.permissions.has('personal.read'),
        run: { at: effect.replaces.at },
      }),
    segments: slugs.map((slug) => {
      const segment = workspace.get('segment', slug);
      return segment ? nameOf(segment) : slug;
    }),
  };
}

async function segmentsOf(people: readonly string[]): Promise<string[]> {
  const those = people.slice(0, 50);
  const found = await rows(
    `select distinct segment from weft.segment_members
     where weft_id in (${those.map((_, place) => `$${place + 1}`).join(', ')}) order by segment`,
    { values: those },
  ).catch(() => []);
  return found.map((one) => textOf(one.segment));
}

export interface Candidate {
  weftId: string;
  name: string;
  records: number;
}

/** People whom somebody may mean to join with a person, by name, id or any identifier. */
export async function joinCandidates(weftId: string, typed: string): Promise<Candidate[]> {
  await authorise('data.edit');
  if (typed.trim() === '') return [];
  const { people } = await findPeople({
    ...{ q: typed.trim().slice(0, 500), sort: 'records', direction: 'desc', page: 1 },
  });
  return people
    .filter((person) => person.weftId !== weftId)
    .slice(0, 8)
    .map(({ weftId: id, name, records }) => ({ weftId: id, name, records }));
}
