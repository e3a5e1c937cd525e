/** Every workflow that the worker runs; the entry of its bundle. */

export { watchAlerts } from './alerts/workflow.ts';
export { baselineSync, checkSync } from './check-sync/workflow.ts';
export { planRules } from './plan-identity/workflow.ts';
export { refreshModels, scheduledRefresh, scheduledSync } from './refresh-models/workflow.ts';
export { runSync } from './run-sync/workflow.ts';
