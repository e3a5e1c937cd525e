import { defineDestination } from '../define.ts';
import { filesConfig } from './config.ts';
import { fileObject } from './file.ts';
import { storageOf } from './storage.ts';

export const files = defineDestination({
  slug: 'files',
  name: 'Files',
  description: 'CSV, JSON lines or Parquet files in a folder or in S3-compatible storage.',
  config: filesConfig,
  connect: storageOf,
  objects: [fileObject],
  testConnection: (storage, { signal }) => storage.probe(signal),
});
