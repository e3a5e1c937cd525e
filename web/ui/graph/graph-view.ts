/** A picture of things and how they lead to one another. Plain data: it goes to the browser. */
export interface GraphNode {
  id: string;
  x: number;
  y: number;
  width: number;
  height: number;
  title: string;
  /** Above the title: what it is. */
  kind: string;
  /** Below it: what tells it apart. */
  detail: string;
  /** Of which colour its edge is. */
  tone: 'source' | 'entity' | 'person' | 'model' | 'use';
  href: string | null;
  /** What the picture is about. */
  current?: boolean;
}

export interface GraphLine {
  id: string;
  from: string;
  to: string;
  label?: string;
  dashed?: boolean;
  /** Whether it has a direction. */
  arrow?: boolean;
}

export interface GraphView {
  nodes: GraphNode[];
  lines: GraphLine[];
  height: number;
}
