import type { Sync } from '../workspace/kinds/sync.ts';
import { mappingColumns, valueColumns } from './fields/compile.ts';

/** The source columns that a sync reads, each once, in a fixed order. Throws ConfigError for a template that is none. */
export const syncColumns = ({ map, key }: Sync): string[] =>
  [...new Set([...mappingColumns(map), ...valueColumns(key)])].sort();
