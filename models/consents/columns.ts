/** The column of customer_360 that says whether a consent is granted. */
export const consentColumn = (slug: string): string => `consent_${slug}`;
