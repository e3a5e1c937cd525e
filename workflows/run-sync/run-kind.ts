/**
 * What a run of a sync is for: what changed; everything anew; rows that a run rejected; what a run did, taken back; or
 * what a check found to be otherwise at the destination.
 */
export type RunPurpose =
  | { kind: 'sync' }
  | { kind: 'full' }
  | { kind: 'replay'; ofRun: string; cause?: string; keys?: string[] }
  | { kind: 'undo'; ofRun: string };

export const whatChanged: RunPurpose = { kind: 'sync' };
