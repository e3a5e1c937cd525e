/**
 * What a run of a sync is for: what changed; everything anew; everything as if
 * nothing had ever been sent; rows that a run rejected; what a run did, taken back; or
 * what a check found to be otherwise at the destination.
 */
export type RunPurpose =
  | { kind: 'sync' }
  | { kind: 'full' }
  | { kind: 'reset' }
  /** Of those that are `chosen` the keys stand in the warehouse, under the id of the run that sends them. */
  | { kind: 'replay'; ofRun: string; chosen: boolean }
  | { kind: 'undo'; ofRun: string }
  | { kind: 'repair'; ofCheck: string };

export const whatChanged: RunPurpose = { kind: 'sync' };
