/**
 * What kinds of people the company knows, and in which of its systems each kind is found. Together the
 * figures give about 2.5 identity records (rows that carry an identifier) and 12 web events a person.
 */
export interface Mix {
  /** Share of all persons; the shares add up to 1. */
  share: number;
  /** Has a shop account. */
  account: boolean;
  /** Weights of 0, 1, 2 and 3 rows in the CRM. */
  contacts: readonly [number, number, number, number];
  /** Carries a loyalty card. */
  loyalty: boolean;
  /** Means of a heavy tail, while the person is active. */
  ordersPerYear: number;
  storeVisitsPerYear: number;
  /** Shares of the kind who browse the web shop and use the app. */
  browses: number;
  app: number;
  /** Web visits that end without an order, a mean over the 400 days that events are kept. */
  idleVisits: number;
  /** Shares of the kind who have a row of consent, answer a survey, write to the call centre. */
  consent: number;
  survey: number;
  ticket: number;
}

export const mix = {
  /** A name from a fair, a competition or a catalogue request. */
  lead: {
    share: 0.21,
    account: false,
    contacts: [0, 0.89, 0.1, 0.01],
    loyalty: false,
    ordersPerYear: 0,
    storeVisitsPerYear: 0,
    browses: 0,
    app: 0,
    idleVisits: 0,
    consent: 0.3,
    survey: 0,
    ticket: 0.02,
  },
  /** Looks at the web shop and never says who they are. */
  browser: {
    share: 0.25,
    account: false,
    contacts: [1, 0, 0, 0],
    loyalty: false,
    ordersPerYear: 0,
    storeVisitsPerYear: 0,
    browses: 1,
    app: 0,
    idleVisits: 1.3,
    consent: 0,
    survey: 0,
    ticket: 0,
  },
  /** Pays by card in a store, and is nothing but that card. */
  walkIn: {
    share: 0.12,
    account: false,
    contacts: [1, 0, 0, 0],
    loyalty: false,
    ordersPerYear: 0,
    storeVisitsPerYear: 0.7,
    browses: 0,
    app: 0,
    idleVisits: 0,
    consent: 0,
    survey: 0,
    ticket: 0,
  },
  /** Shops in stores with the loyalty card. */
  member: {
    share: 0.11,
    account: false,
    contacts: [0.72, 0.25, 0.03, 0],
    loyalty: true,
    ordersPerYear: 0,
    storeVisitsPerYear: 0.9,
    browses: 0,
    app: 0,
    idleVisits: 0,
    consent: 0.25,
    survey: 0.07,
    ticket: 0.05,
  },
  /** Has a shop account and orders online. */
  online: {
    share: 0.26,
    account: true,
    contacts: [0.68, 0.28, 0.035, 0.005],
    loyalty: false,
    ordersPerYear: 2.2,
    storeVisitsPerYear: 0,
    browses: 0.72,
    app: 0.14,
    idleVisits: 4,
    consent: 0.4,
    survey: 0.08,
    ticket: 0.1,
  },
  /** Uses everything. */
  regular: {
    share: 0.05,
    account: true,
    contacts: [0.2, 0.62, 0.15, 0.03],
    loyalty: true,
    ordersPerYear: 3.2,
    storeVisitsPerYear: 1.4,
    browses: 0.9,
    app: 0.45,
    idleVisits: 6,
    consent: 0.7,
    survey: 0.2,
    ticket: 0.2,
  },
} as const satisfies Record<string, Mix>;

export type Kind = keyof typeof mix;

export const kinds: readonly Kind[] = ['lead', 'browser', 'walkIn', 'member', 'online', 'regular'];
export const kindShares: readonly number[] = kinds.map((kind) => mix[kind].share);
