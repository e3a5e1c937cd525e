/** One id, so that Temporal lets one refresh be under way at a time. */
export const refreshWorkflowId = 'refresh-models';
