import type { FieldType, SyncMode } from '../../../connectors/destinations/define.ts';
import type { Fault } from '../../simulators/faulty-server.ts';
import { bucketFiles, localFiles } from './harnesses/files.ts';
import { hubspotCompanies, hubspotContacts, hubspotList } from './harnesses/hubspot.ts';
import { meta } from './harnesses/meta.ts';
import { postgres } from './harnesses/postgres.ts';
import { salesforceRecords } from './harnesses/salesforce.ts';
import { slack } from './harnesses/slack.ts';
import { webhook } from './harnesses/webhook.ts';

/** A row as it was found at the destination. Cells of a file are text, so all values are compared as text. */
export interface ReceivedRow {
  key: string;
  operation: string;
  fields: Record<string, string | null>;
}

/** One way to set up a destination, and to see from outside what arrived there. */
export interface Harness {
  name: string;
  /** Slugs of the destination and of its object. */
  type: string;
  object: string;
  options: unknown;
  /** A key such as the destination takes, another for each text; by default the text itself. */
  keyOf?(text: string): string;
  /** A field that must hold the key as well, as an identity property does. */
  keyField?: string;
  /** Two fields that take any text; by default `email` and `note`. */
  textFields?: [string, string];
  /** A field that the destination knows, by which discovery is judged; absent where any name goes. */
  knownField?: { name: string; type: FieldType };
  /** Whether text arrives as it was sent; `hashed` where the destination keeps nothing else, `keys` where no fields. */
  keeps?: 'text' | 'hashed' | 'keys';
  /** What empty text is at the destination; by default itself. */
  emptyText?: 'null';
  /** Modes beside `upsert` that the suite shall try. */
  modes?: SyncMode[];
  /** Whether a batch that is sent twice arrives once; true by default. */
  idempotent?: boolean;
  start(): Promise<Running>;
}

export interface Running {
  config: unknown;
  /** Settings of the same shape that lead nowhere, and the error they end in. */
  unreachable: { config: unknown; error: string };
  /** Settings whose credentials are refused; absent where there are none. */
  unauthorised?: { config: unknown };
  secrets: string[];
  /** What is there now; a destination that keeps records gives each with the operation `held`. */
  received(): Promise<ReceivedRow[]>;
  /** Faults of the requests to come; absent where there are no requests. */
  faults?: Fault[];
  /** Makes the vendor refuse rows of this key, with this reason. */
  refuse?(key: string, reason: string): void | Promise<void>;
  stop(): Promise<void>;
}

const fileFormats = ['csv', 'jsonl', 'parquet'] as const;

export const harnesses: Harness[] = [
  ...fileFormats.map(localFiles),
  ...fileFormats.map(bucketFiles),
  hubspotContacts,
  hubspotCompanies,
  hubspotList(),
  salesforceRecords,
  meta,
  postgres,
  slack,
  webhook('with its own document', {}),
  webhook('with a template', {
    body: '{"rows": [{{#each rows}}{{#unless @first}},{{/unless}}{"key": {{json key}}, "operation": {{json operation}}, "fields": {{json fields}} }{{/each}}]}',
  }),
];
