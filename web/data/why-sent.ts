import 'server-only';
import { getLocale } from 'next-intl/server';
import { generation } from '../../models/dbt/context.ts';
import { type Evidence, evidenceOf } from '../../models/profiles/evidence.ts';
import { PersonalColumns } from '../../models/profiling/personal.ts';
import type { Move } from '../../models/segments/ask/history.ts';
import { standingOf } from '../../models/segments/ask/standing.ts';
import { type Why, why } from '../../models/segments/ask/why.ts';
import { openLedger } from '../../models/segments/ledger.ts';
import { conditionTree, namesOf } from '../../models/words/conditions.ts';
import { nameOf } from '../../models/words/names.ts';
import { rowWords } from '../../models/words/segment-sentence.ts';
import type { Segment } from '../../models/workspace/kinds/segment.ts';
import type { Sync } from '../../models/workspace/kinds/sync.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { listOfSync } from '../../models/workspace/uses.ts';
import { discreet } from '../words/discreet.ts';
import { authorise } from './authorise.ts';
import { currentModels } from './computable.ts';
import { attempt } from './problem.ts';
import { textOf, textOrNull } from './values.ts';
import { columnsOf, dialect, onWarehouse, row } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

/** A row that a sync handled, of a person. */
export interface SentAsked {
  run: string;
  sync: string;
}

export interface SeenCondition {
  /** `whose lifetime value is at least 500`. */
  words: string;
  /** Below "none of": that it does not hold is then what puts a person in. */
  negated: boolean;
  holds: boolean;
  value: string | null;
  /** The record behind the value, and what it is of. */
  evidence: (Evidence & { name: string }) | null;
}

export interface SegmentStep {
  slug: string;
  name: string;
  /** The change of membership before the run; null where no refresh recorded one. */
  move: Move | null;
  member: boolean;
  conditions: SeenCondition[];
  /** When the values were so: as of the run, or now where that could not be asked. */
  asOf: string | null;
}

export interface WhySent {
  sync: { slug: string; name: string; declared: boolean };
  run: { id: string; kind: string; trigger: string; startedAt: string; approvedBy: string | null };
  sent: { operation: string; status: string; reason: string | null; at: string; key: string | null };
  /** What the sync sends, where that is no segment: a table, an entity, events. */
  from: string | null;
  segments: SegmentStep[];
}

/** The segments by which a sync chooses people. */
function segmentsOf(workspace: Workspace, sync: Sync): Segment[] {
  const list = listOfSync(workspace, sync.from);
  const slugs =
    'segment' in sync.from ? [sync.from.segment] : (list?.parts ?? []).map(({ segment }) => segment);
  return slugs.flatMap((slug) => workspace.get('segment', slug) ?? []);
}

function fromWords(workspace: Workspace, { from }: Sync): string | null {
  if ('table' in from) return from.table;
  if ('entity' in from) {
    const entity = workspace.get('entity', from.entity);
    return entity ? nameOf(entity) : from.entity;
  }
  if ('events' in from) return [from.events].flat().join(', ');
  return null;
}

/** Why a person's row was sent: the run, the entry into the segment, what its conditions saw, and the records behind. */
export async function whySent(weftId: string, { run, sync: slug }: SentAsked): Promise<WhySent | null> {
  const { permissions } = await authorise('read');
  const { workspace } = await currentWorkspace();
  const { ident } = dialect();
  const found = await row(
    `select s.operation, s.status, s.reason, s.${ident('key')}, s.${ident('at')}, r.kind, r.${ident('trigger')},
       r.started_at, r.approved_by
     from weft.sync_rows as s join weft.sync_runs as r on r.run_id = s.run_id
     where s.weft_id = $1 and s.run_id = $2 and s.sync = $3 order by s.${ident('at')} desc, s.${ident('key')} limit 1`,
    { values: [weftId, run, slug] },
  );
  if (found.operation === undefined) return null;
  const sync = workspace.get('sync', slug);
  const startedAt = textOf(found.started_at);
  const segments = sync === undefined ? [] : segmentsOf(workspace, sync);
  const steps = await Promise.all(segments.map((segment) => segmentStep(weftId, segment, startedAt)));
  // A list sends a person by one of its parts: those that never had them say nothing.
  const telling = steps.filter(({ move, member }) => member || move !== null);
  const personal = permissions.has('personal.read');
  const key = personal ? textOrNull(found.key) : null;
  const reason = textOrNull(found.reason);
  return {
    sync: { slug, name: sync ? nameOf(sync) : slug, declared: sync !== undefined },
    run: {
      ...{ id: run, kind: textOf(found.kind), trigger: textOf(found.trigger), startedAt },
      approvedBy: textOrNull(found.approved_by),
    },
    sent: {
      ...{ operation: textOf(found.operation), status: textOf(found.status), key },
      ...{ reason: personal || reason === null ? reason : discreet(reason), at: textOf(found.at) },
    },
    from: sync === undefined ? null : fromWords(workspace, sync),
    segments: telling.length > 0 ? telling : steps.slice(0, 1),
  };
}

async function segmentStep(weftId: string, segment: Segment, startedAt: string): Promise<SegmentStep> {
  const until = new Date(startedAt);
  const ledger = await openLedger({ columns: columnsOf, dialect: dialect() });
  const [standing, seen] = await Promise.all([
    ledger === null
      ? null
      : onWarehouse((warehouse, query) =>
          standingOf(warehouse, ledger, { segment: segment.slug, weftId, until, query }),
        ),
    conditionsSeen(weftId, segment, until),
  ]);
  return {
    ...{ slug: segment.slug, name: nameOf(segment) },
    move: standing?.began ?? standing?.last ?? null,
    member: standing?.member ?? false,
    ...seen,
  };
}

/** A past time takes computing: after so long what is so now says more than a page that does not come. */
const pastMs = 8_000;

/** What each condition saw at a time; of now where a past time cannot be asked. */
async function conditionsSeen(
  weftId: string,
  segment: Segment,
  at: Date,
): Promise<Pick<SegmentStep, 'conditions' | 'asOf'>> {
  const models = await currentModels();
  const ask = (then: Date | undefined): Promise<Why | null> =>
    onWarehouse((warehouse, query) =>
      why(warehouse, models, segment, {
        weftId,
        ...(then === undefined ? { query } : { query: { ...query, timeoutMs: pastMs }, at: then }),
      }),
    );
  const past = await attempt(() => ask(at));
  const answered = past.state === 'ready' && past.data !== null ? { said: past.data, at } : null;
  const { said, at: then } = answered ?? { said: await ask(undefined), at: undefined };
  if (said === null) return { conditions: [], asOf: null };
  return {
    conditions: await seenConditions(weftId, said, then),
    asOf: then?.toISOString() ?? null,
  };
}

async function seenConditions(weftId: string, said: Why, at: Date | undefined): Promise<SeenCondition[]> {
  const { workspace, zone } = await currentWorkspace();
  const { permissions } = await authorise('read');
  const models = await currentModels();
  const then = generation(workspace, models.catalog, models.dialect, 'warehouse', {
    aside: models.aside,
    ...(at === undefined ? {} : { past: { asOf: at, computed: () => false } }),
  });
  const reading = { asOf: at?.toISOString() ?? new Date().toISOString(), zone };
  const hidden = permissions.has('personal.read') ? null : new PersonalColumns(workspace);
  const language = await getLocale();
  const leaves = said.verdicts.filter(({ leaf }) => leaf);
  return Promise.all(
    leaves.map(async ({ path, condition, holds, seen }): Promise<SeenCondition> => {
      const node = conditionTree(condition, namesOf(workspace), reading, language);
      const leaf = condition as Parameters<typeof evidenceOf>[1];
      const found = await onWarehouse((warehouse, query) =>
        evidenceOf({ warehouse, generation: then, weftId, query }, leaf),
      );
      const evidence = found !== null && hidden?.ofKey(found) ? null : found;
      const of = evidence && workspace.get(evidence.kind, evidence.slug);
      return {
        words: node.node === 'row' ? rowWords(node, language) : '',
        negated: path.filter((part) => part === 'not').length % 2 === 1,
        holds,
        value: hidden?.ofCondition(condition) ? null : textOrNull(seen),
        evidence: evidence && { ...evidence, name: of ? nameOf(of) : evidence.slug },
      };
    }),
  );
}
