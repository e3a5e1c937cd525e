import type { Generation } from '../dbt/context.ts';
import { keyColumns, kindsOf, relationOf } from '../dbt/context.ts';
import type { Source } from '../workspace/kinds/source.ts';
import { hasRecord, recordKey } from './record-key.ts';

/**
 * One source's rows, each with the key of its record, when it was written and a digest of all that identity reads of
 * it: a record whose digest has not changed is not read again. Millions of events are few tuples, so those are
 * grouped here; a key that several rows have is grouped by the run (macros/input.sql).
 */
export function recordsOf(generation: Generation, source: Source) {
  const { dialect } = generation;
  const read = columnsRead(source).map(dialect.ident);
  const key = recordKey(dialect, source, kindsOf(generation, source));
  if (source.shape === 'events') {
    const time = dialect.ident(source.time ?? '');
    return {
      source: source.slug,
      key,
      // A tuple is as old as its first event.
      time: dialect.cast('min(weft_time)', 'timestamp'),
      digest: dialect.cast(
        `mod(sum(${dialect.digest([...read, 'weft_time'])}), 9007199254740991)`,
        'integer',
      ),
      relation:
        `(select ${read.join(', ')}, min(${time}) as weft_time from ${relationOf(generation, source)}` +
        ` where ${hasRecord(dialect, source)} group by ${read.join(', ')}) as tuples`,
      tail: 'group by 2',
    };
  }
  const time = source.time === undefined ? [] : [dialect.ident(source.time)];
  return {
    source: source.slug,
    key,
    time: dialect.cast(time[0] ?? 'null', 'timestamp'),
    digest: dialect.digest([...new Set([...read, ...time, ...keyColumns(source).map(dialect.ident)])]),
    relation: relationOf(generation, source),
    tail: `where ${hasRecord(dialect, source)}`,
  };
}

/** The columns by which a source's records are joined, each once. */
export const columnsRead = (source: Source): string[] => [
  ...new Set(
    source.identifiers.flatMap(({ column, region }) => (region === undefined ? [column] : [column, region])),
  ),
];
