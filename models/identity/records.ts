import type { Generation } from '../dbt/context.ts';
import { keyColumns, kindsOf, relationOf } from '../dbt/context.ts';
import type { Source } from '../workspace/kinds/source.ts';
import { hasRecord, recordKey } from './record-key.ts';

/**
 * One source's records: each key once, with the latest time at which it was written and a digest of all that
 * identity reads of it. A record whose digest has not changed is not read again.
 */
export function recordsOf(generation: Generation, source: Source) {
  const { dialect } = generation;
  const read = columnsRead(source);
  const key = recordKey(dialect, source, kindsOf(generation, source));
  if (source.shape === 'events') {
    // Tuples first: millions of events are few tuples. A tuple is as old as its first event.
    const columns = read.map(dialect.ident);
    const time = dialect.ident(source.time ?? '');
    return {
      source: source.slug,
      key,
      time: dialect.cast('min(weft_time)', 'timestamp'),
      digest: dialect.digestOfRows([...columns, 'weft_time']),
      relation:
        `(select ${columns.join(', ')}, min(${time}) as weft_time from ${relationOf(generation, source)}` +
        ` where ${hasRecord(dialect, source)} group by ${columns.join(', ')}) as tuples`,
      condition: 'true',
    };
  }
  const time = source.time === undefined ? [] : [source.time];
  return {
    source: source.slug,
    key,
    time: dialect.cast(
      source.time === undefined ? 'null' : `max(${dialect.ident(source.time)})`,
      'timestamp',
    ),
    digest: dialect.digestOfRows([...new Set([...read, ...time, ...keyColumns(source)])].map(dialect.ident)),
    relation: relationOf(generation, source),
    condition: hasRecord(dialect, source),
  };
}

/** The columns by which a source's records are joined, each once. */
export const columnsRead = (source: Source): string[] => [
  ...new Set(
    source.identifiers.flatMap(({ column, region }) => (region === undefined ? [column] : [column, region])),
  ),
];
