import { z } from 'zod';

/** A value today and with the proposed rules. */
export interface BeforeAfter<T = number> {
  before: T;
  after: T;
}

export type ChangeKind = 'created' | 'merged' | 'split' | 'moved' | 'retired';

/** What one kind of change does, as `weft.identity_changes` counts it. */
export interface ChangeCount {
  /** Persons after it: the survivors of merges, the new ones of splits; for retired those that are gone. */
  persons: number;
  /** Persons before it; none for those that are created. */
  previous: number;
  /** Records that have another person than today; for created and retired those of the person. */
  records: number;
}

export interface ShownIdentifier {
  type: string;
  /** Masked, unless it was asked for. */
  value: string;
}

/** One merge or split, with the persons that it joins or parts. */
export interface Sample {
  /** The survivor of the merge; the person that is split. */
  weft_id: string;
  records: number;
  /** How many persons there are on the side of the many, of which `parts` shows the largest. */
  persons: number;
  parts: { weft_id: string; records: number; identifiers: ShownIdentifier[] }[];
  /** Values that several parts carry: what joins them with the proposed rules, or joined them until now. */
  shared: ShownIdentifier[];
}

export interface LargePerson {
  weft_id: string;
  records: number;
}

export interface ConflictCount extends BeforeAfter {
  type: string;
  rule: string;
}

export interface ExclusionCount extends BeforeAfter<number | null> {
  source: string | null;
  type: string;
  reason: string;
}

export interface SegmentChange {
  segment: string;
  /** Null for a segment that is not in force. */
  before: number | null;
  after: number;
  entered: number;
  left: number;
}

export type SyncCounts =
  | { create: number; update: number; delete: number; skipped: number }
  /** Why it could not be computed. */
  | { error: string };

export interface SyncChange extends BeforeAfter<SyncCounts> {
  sync: string;
}

export interface IdentityPlanReport {
  plan: string;
  /** The same for every plan of these rules, those in force and that run. */
  hash: string;
  rules: { inForce: string; proposed: string; ofTheRun: string };
  comparedWith: { run: string; at: string };
  at: string;
  seconds: number;
  /** `added` and `removed` are changes of the data since the run that it is compared with. */
  records: BeforeAfter & { added: number; removed: number; moved: number };
  persons: BeforeAfter;
  /** Share of records that are no person of their own: 1 - persons / records. */
  consolidation: BeforeAfter<number | null>;
  changes: Record<ChangeKind, ChangeCount>;
  largest: BeforeAfter<LargePerson[]>;
  conflicts: ConflictCount[];
  exclusions: ExclusionCount[];
  samples: { merged: Sample[]; split: Sample[] };
  segments: SegmentChange[];
  syncs: SyncChange[];
  /** What a reader must know to take these numbers for what they are. */
  notes: string[];
}

/**
 * The first character of a value, with the domain of an e-mail address or the last two characters of a long value:
 * enough to know it again, not to learn it.
 */
export function masked(value: string): string {
  const at = value.lastIndexOf('@');
  const characters = [...value];
  const end = at > 0 ? value.slice(at) : characters.length >= 8 ? characters.slice(-2).join('') : '';
  return `${characters[0] ?? ''}***${end}`;
}

/** The report with the values of all identifiers masked, as it is stored and shown. */
export function withoutValues(report: IdentityPlanReport): IdentityPlanReport {
  // A type that begins so is a decision or a pair, whose value is its id.
  const mask = ({ type, value }: ShownIdentifier): ShownIdentifier => ({
    type,
    value: type.startsWith('~') ? value : masked(value),
  });
  const sample = (each: Sample): Sample => ({
    ...each,
    parts: each.parts.map((part) => ({ ...part, identifiers: part.identifiers.map(mask) })),
    shared: each.shared.map(mask),
  });
  const { merged, split } = report.samples;
  return { ...report, samples: { merged: merged.map(sample), split: split.map(sample) } };
}

/** What is told of a stored plan in a line; a report is as the release of its time wrote it. */
export const planSummary = z.object({
  persons: z.object({ before: z.number(), after: z.number() }),
  records: z.object({ moved: z.number() }),
  changes: z.object({
    merged: z.object({ previous: z.number() }),
    split: z.object({ persons: z.number() }),
  }),
});
export type PlanSummary = z.infer<typeof planSummary>;
