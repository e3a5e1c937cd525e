/** One id per sync, so that Temporal lets one run of it be under way at a time. */
export const syncWorkflowId = (sync: string): string => `sync-${sync}`;

/** The queue on which rows are sent, apart from planning and refreshing: it has room for every sync at once. */
export const sendQueue = 'weft-send';
