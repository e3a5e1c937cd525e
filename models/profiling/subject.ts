import type { Column } from '../../connectors/warehouses/connection.ts';

export interface ProfiledColumn extends Pick<Column, 'name' | 'kind'> {
  personal: boolean;
}

/** A relation whose columns are profiled by one statement. */
export interface Subject {
  /** Those that it is read for: `source/orders`, `entity/orders`, `customer_360`; of events the prefix `event`. */
  resources: string[];
  /** Its path; null for a statement of the data team's own. */
  table: string | null;
  /** What may follow FROM. */
  relation: string;
  columns: ProfiledColumn[];
  /** The column by whose values rows are profiled apart, each as a resource of its own; null for all rows together. */
  apart: string | null;
  /** Changes when something does by which the profile would be another. */
  definition: string;
}

/** The resource of one event, under which its properties are profiled. */
export const eventResource = (event: string): string => `event/${event}`;
