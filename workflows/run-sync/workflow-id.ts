/** One id per sync, so that Temporal lets one run of it be under way at a time. */
export const syncWorkflowId = (sync: string): string => `sync-${sync}`;
