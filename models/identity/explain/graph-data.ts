import { nameOfRecord, type RecordName } from '../record-name.ts';
import type { HeldBack } from './held-back.ts';
import type { RecordNode, Rule } from './joins.ts';
import type { Subject } from './subject.ts';
import { countOf } from './words.ts';

/** A graph to draw: nodes with ids of their own, edges between these ids. */
export interface GraphData {
  nodes: GraphNode[];
  edges: GraphEdge[];
}

export interface GraphNode {
  id: string;
  kind: 'record' | 'identifier' | 'decision' | 'pair' | 'person' | 'omitted';
  label: string;
  recordedAt?: string | null;
}

export interface GraphEdge {
  id: string;
  source: string;
  target: string;
  /** True for a link that joins; else `reason` says why it does not. */
  joins: boolean;
  reason?: string;
}

/** Adds nodes and edges once each. */
export class GraphBuilder {
  private readonly nodes = new Map<string, GraphNode>();
  private readonly edges = new Map<string, GraphEdge>();

  record(record: RecordName & { recordedAt?: string | null }): string {
    const label = nameOfRecord(record);
    return this.node({ id: `record:${label}`, kind: 'record', label, recordedAt: record.recordedAt ?? null });
  }

  identifier(type: string, value: string): string {
    return this.node({ id: `identifier:${type}:${value}`, kind: 'identifier', label: `${type} ${value}` });
  }

  person(weftId: string): string {
    return this.node({ id: `person:${weftId}`, kind: 'person', label: weftId });
  }

  rule(rule: Rule): string {
    if (rule.by === 'identifier') return this.identifier(rule.type, rule.value);
    const kind = rule.by;
    return this.node({
      id: `${kind}:${rule.id}`,
      kind,
      label: kind === 'pair' ? 'similar records' : `decision ${rule.id}`,
    });
  }

  /** Stands for the records that are left out of a long path. */
  omitted(records: number): string {
    return this.node({ id: 'omitted', kind: 'omitted', label: `${countOf(records, 'record')} more` });
  }

  subject(subject: Subject): string {
    switch (subject.kind) {
      case 'identifier':
        return this.identifier(subject.type, subject.value);
      case 'record':
        return this.record(subject.record);
      case 'person':
        return this.person(subject.weftId);
    }
  }

  edge(source: string, target: string, heldBack?: string): void {
    if (source === target) return;
    const id = `${source} → ${target}`;
    const edge = heldBack === undefined ? { joins: true } : { joins: false, reason: heldBack };
    if (!this.edges.has(id)) this.edges.set(id, { id, source, target, ...edge });
  }

  build(): GraphData {
    return { nodes: [...this.nodes.values()], edges: [...this.edges.values()] };
  }

  private node(node: GraphNode): string {
    const known = this.nodes.get(node.id);
    if (!known || (known.recordedAt ?? null) === null) this.nodes.set(node.id, { ...known, ...node });
    return node.id;
  }
}

/** The path as a chain: subject, record, what joins it to the next, …, subject. */
export function graphOfPath(
  from: Subject,
  to: Subject,
  records: readonly RecordNode[],
  steps: readonly ({ rule: Rule } | { omitted: number })[],
): GraphData {
  const graph = new GraphBuilder();
  let before = graph.subject(from);
  records.forEach((record, index) => {
    const node = graph.record(record);
    graph.edge(before, node);
    const step = steps[index];
    if (!step) {
      before = node;
      return;
    }
    before = 'rule' in step ? graph.rule(step.rule) : graph.omitted(step.omitted);
    graph.edge(node, before);
  });
  graph.edge(before, graph.subject(to));
  return graph.build();
}

/** Two persons and those between them, with the values that both sides carry and that joined nothing. */
export function graphOfHeldBack(
  links: readonly { weftId: string; held: Pick<HeldBack, 'type' | 'value' | 'text'> }[],
  ends: readonly string[],
): GraphData {
  const graph = new GraphBuilder();
  for (const weftId of ends) graph.person(weftId);
  for (const { weftId, held } of links)
    graph.edge(graph.person(weftId), graph.identifier(held.type, held.value), held.text);
  return graph.build();
}
