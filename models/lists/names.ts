/** The view of those of a list who are contacted. */
export const listModel = (slug: string): string => `list_of_${slug}`;
