import type { BuildStep } from './predictions/fit-predictions.ts';

/** A step of a run that warns of something that no model's own step says. */
export const warnedStep = (id: string, name: string, message: string): BuildStep => ({
  ...{ id, name, kind: 'stage', status: 'warned', message },
  ...{ startedAt: new Date().toISOString(), seconds: null, index: null, total: null },
});
