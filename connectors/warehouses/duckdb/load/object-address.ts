import { ConfigError } from '../../../errors.ts';

/** Whether what is to be loaded is on S3, or on a storage that speaks its protocol: `s3://bucket/key`. */
export const isObject = (file: string): boolean => file.startsWith('s3://');

export interface ObjectAddress {
  bucket: string;
  key: string;
}

/** Throws ConfigError where no object is named. */
export function parseAddress(address: string): ObjectAddress {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]*)\/?([\s\S]*)$/.exec(address) ?? [];
  if (bucket === '' || key === '' || key.endsWith('/')) {
    throw new ConfigError(`${address} names no object`, {
      mend: 'Write s3://BUCKET/KEY, or a pattern in quotes such as "s3://BUCKET/FOLDER/*.parquet".',
    });
  }
  return { bucket, key };
}
