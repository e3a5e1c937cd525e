import 'server-only';
import { createHash } from 'node:crypto';
import { cache } from 'react';
import { z } from 'zod';
import { explain, type SubjectExplanation } from '../../models/identity/explain/explain.ts';
import type { GraphNode } from '../../models/identity/explain/graph-data.ts';
import type { RecordName } from '../../models/identity/record-name.ts';
import { nameOfRecord } from '../../models/identity/record-name.ts';
import { humanise, nameOf } from '../../models/words/names.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { getFormats } from '../i18n/get-formats.ts';
import {
  changeKinds,
  type InspectorEdge,
  type InspectorGraph,
  type InspectorNode,
  momentsOf,
  mostNodes,
  neighbours,
} from '../ui/identity/graph-model.ts';
import { readableKey } from '../words/record-key.ts';
import { authorise, may } from './authorise.ts';
import { type DecisionView, decisionView } from './identity-decisions.ts';
import { findPerson } from './person.ts';
import { numberOf, textOf, textOrNull } from './values.ts';
import { dialect, onWarehouse, rows } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

export interface PersonGraph extends InspectorGraph {
  weftId: string;
  name: string;
  records: number;
  identifiers: number;
  createdAt: string | null;
  /** What is left out of the picture, by source. */
  omitted: { title: string; records: number }[];
  decisions: DecisionView[];
  /** When the links were resolved; false where other rules have been put in force since. */
  resolvedAt: string | null;
  rulesInForce: boolean;
  /** The links are too many to be searched. */
  refused: string | null;
  editable: boolean;
}

/** Records that are asked for: each brings identifiers of its own. */
const mostRecords = 120;

export const nodeId = z.string().regex(/^[0-9a-f]{12}$/);

/** An id of a node of this person, the same at each reading, from which its value cannot be read. */
const idOf = (weftId: string, raw: string): string =>
  createHash('sha256').update(`${weftId}\0${raw}`).digest('hex').slice(0, 12);

const iso = (at: string | null | undefined): string | null => {
  const time = Date.parse(at ?? '');
  return Number.isNaN(time) ? null : new Date(time).toISOString();
};

interface ReadGraph {
  workspace: Workspace;
  explained: SubjectExplanation;
  /** Those that the picture holds, in the order in which they were joined, with what they are. */
  nodes: { id: string; raw: GraphNode }[];
}

const readGraph = cache(async (weftId: string): Promise<ReadGraph> => {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  const explained = await onWarehouse((connection) =>
    explain(connection, workspace, `weft_id:${weftId}`, { most: mostRecords }),
  );
  const { nodes, edges } = explained.person.graph;
  const beside = neighbours(edges);
  // A record comes with all its identifiers or not at all, so that no link leads nowhere.
  const shown = new Set<string>();
  for (const record of nodes.filter(({ kind }) => kind === 'record')) {
    const more = [record.id, ...(beside.get(record.id) ?? [])].filter((id) => !shown.has(id));
    if (shown.size > 0 && shown.size + more.length > mostNodes) break;
    for (const id of more) shown.add(id);
  }
  const kept = nodes.filter(({ id }) => shown.has(id)).slice(0, mostNodes);
  return { workspace, explained, nodes: kept.map((raw) => ({ id: idOf(weftId, raw.id), raw })) };
});

/** What a node is, in the words in which the models take it: `source/key`, `type:value`; null for none of them. */
export async function subjectOfNode(
  weftId: string,
  id: string,
): Promise<{ text: string; record: RecordName | null } | null> {
  const { nodes } = await readGraph(weftId);
  const raw = nodes.find((node) => node.id === id)?.raw;
  if (raw === undefined) return null;
  if (raw.kind === 'record') return { text: raw.label, record: recordOf(raw.label) };
  return raw.kind === 'identifier' ? { text: raw.id.slice('identifier:'.length), record: null } : null;
}

function recordOf(label: string): RecordName {
  const slash = label.indexOf('/');
  return { source: label.slice(0, slash), key: label.slice(slash + 1) };
}

export const sourceTitle = (workspace: Workspace, slug: string): string => {
  const source = workspace.get('source', slug);
  return source ? nameOf(source) : slug;
};

/** The graph of a person, where an id that was merged away leads to, or null for none. */
export async function personGraph(weftId: string): Promise<PersonGraph | { movedTo: string } | null> {
  const actor = await authorise('read');
  const found = await findPerson(weftId);
  if (found === null || 'movedTo' in found) return found;
  const personal = actor.permissions.has('personal.read');
  const format = await getFormats();
  const { workspace, explained, nodes: read } = await readGraph(weftId);
  const { person, run } = explained;
  const ids = new Map(read.map(({ id, raw }) => [raw.id, id]));
  const edges: InspectorEdge[] = person.graph.edges.flatMap((edge) => {
    const [source, target] = [ids.get(edge.source), ids.get(edge.target)];
    if (source === undefined || target === undefined) return [];
    return [{ id: `${source}-${target}`, source, target, joins: edge.joins, reason: edge.reason ?? null }];
  });
  const times = new Map(person.records.shown.map((record) => [nameOfRecord(record), record.recordedAt]));
  const recordTimes = new Map(
    read.flatMap(({ id, raw }) =>
      raw.kind === 'record' ? [[id, iso(raw.recordedAt ?? times.get(raw.label))] as const] : [],
    ),
  );
  const nodes = read.map(({ id, raw }): InspectorNode => {
    const shared = { id, kind: kindOf(raw), masked: false, source: null, heldBack: null };
    if (raw.kind === 'record') {
      const { source, key } = recordOf(raw.label);
      return {
        ...shared,
        ...{ source, title: sourceTitle(workspace, source), at: recordTimes.get(id) ?? null },
        ...shown(readableKey(key), personal),
      };
    }
    if (raw.kind !== 'identifier') {
      const decision = person.decisions.shown.find((one) => raw.id === `decision:${one.id}`);
      return { ...shared, title: raw.label, value: null, at: iso(decision?.at) };
    }
    const [type = '', ...rest] = raw.id.slice('identifier:'.length).split(':');
    const value = rest.join(':');
    const held = [...person.heldBack.shown, ...person.excluded.shown].find(
      (one) => one.type === type && one.value === value,
    );
    return {
      ...shared,
      title: humanise(type),
      ...shown(value, personal),
      at: firstOf(edges, id, recordTimes),
      heldBack: held ? { rule: held.rule, text: held.text, persons: held.persons } : null,
    };
  });
  const [omitted, changes] = await Promise.all([
    omittedOf(workspace, weftId, nodes),
    changesOf(weftId, person.createdAt),
  ]);
  return {
    weftId,
    name: found.person.name,
    records: person.records.total,
    identifiers: person.identifiers.total,
    createdAt: iso(person.createdAt),
    nodes: [
      ...nodes,
      ...omitted.map((one) => ({
        id: idOf(weftId, `more:${one.title}`),
        kind: 'more' as const,
        title: `+${format.exact(one.records)} ${one.title}`,
        ...{ value: null, masked: false, at: null, source: null, heldBack: null },
      })),
    ],
    edges,
    moments: momentsOf(nodes, changes),
    omitted,
    decisions: person.decisions.shown.map((one) => decisionView(workspace, one, { personal, run })),
    resolvedAt: iso(run.at),
    rulesInForce: run.rulesInForce,
    refused: person.treeRefused,
    editable: await may('data.edit'),
  };
}

const kindOf = ({ kind }: GraphNode): InspectorNode['kind'] =>
  kind === 'person' || kind === 'omitted' ? 'more' : kind;

const shown = (value: string, personal: boolean): { value: string | null; masked: boolean } =>
  personal ? { value, masked: false } : { value: null, masked: true };

/** An identifier is known from the first of the records that carry it. */
function firstOf(
  edges: readonly InspectorEdge[],
  id: string,
  times: ReadonlyMap<string, string | null>,
): string | null {
  const carried = edges
    .filter(({ source, target }) => source === id || target === id)
    .map(({ source, target }) => times.get(source === id ? target : source) ?? null);
  const known = carried.filter((at) => at !== null).sort();
  return carried.includes(null) ? null : (known[0] ?? null);
}

async function omittedOf(
  workspace: Workspace,
  weftId: string,
  nodes: readonly InspectorNode[],
): Promise<PersonGraph['omitted']> {
  const found = await rows(
    'select source, count(*) as records from weft.identity_members where weft_id = $1 group by source order by source',
    { values: [weftId] },
  );
  return found.flatMap((one) => {
    const source = textOf(one.source);
    const left = numberOf(one.records) - nodes.filter((node) => node.source === source).length;
    return left > 0 ? [{ title: sourceTitle(workspace, source), records: left }] : [];
  });
}

async function changesOf(weftId: string, createdAt: string | null) {
  const at = dialect().ident('at');
  const found = await rows(
    `select ${at}, change, weft_id, previous_weft_id from weft.identity_changes
     where weft_id = $1 or previous_weft_id = $1 order by ${at}, change, weft_id, previous_weft_id limit 100`,
    { values: [weftId] },
  );
  const changes = found.flatMap((one) => {
    const time = iso(textOrNull(one.at));
    const change = changeKinds.find((kind) => kind === one.change);
    if (time === null || change === undefined) return [];
    return [{ at: time, change, weftId: textOf(one.weft_id), previous: textOrNull(one.previous_weft_id) }];
  });
  const created = iso(createdAt);
  return changes.length > 0 || created === null
    ? changes
    : [{ at: created, change: 'created' as const, weftId, previous: null }];
}
