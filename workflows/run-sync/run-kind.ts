/** What a run of a sync is for: what changed, or everything anew. */
export const runKinds = ['sync', 'full'] as const;
export type RunKind = (typeof runKinds)[number];
