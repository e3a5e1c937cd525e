import type { PlanState } from '../../data/identity-plans.ts';
import type { Tone } from '../status.tsx';

export const planTones: Record<PlanState, Tone> = {
  running: 'running',
  ready: 'good',
  failed: 'bad',
  cancelled: 'stopped',
};

export const planTabs = ['merges', 'splits', 'largest', 'segments', 'syncs', 'conflicts'] as const;
