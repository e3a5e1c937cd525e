/** What names a record: the slug of its source and its key there. */
export interface RecordName {
  source: string;
  key: string;
}

/** As people write a record: a slug holds no slash, so the first one ends it. */
export const nameOfRecord = ({ source, key }: RecordName): string => `${source}/${key}`;

/** Orders records as the engines do: by the bytes of their source, then of their key. */
export const compareRecords = (one: RecordName, other: RecordName): number =>
  Buffer.compare(Buffer.from(one.source), Buffer.from(other.source)) ||
  Buffer.compare(Buffer.from(one.key), Buffer.from(other.key));
