import { slugOfFile } from '../../connectors/warehouses/duckdb/load/names.ts';
import { withoutLayer } from '../../models/proposals/words.ts';

/** What resources of a table or file are called: its name without what says only that it is raw. */
export const plainSlug = (name: string): string => withoutLayer(slugOfFile(name));
