import { z } from 'zod';
import { httpUrl } from '../address.ts';

const pathInside = (path: string): boolean => !path.split(/[/\\]/).includes('..') && !path.includes('\0');

const localStorage = z.strictObject({
  storage: z.literal('local'),
  folder: z
    .string()
    .min(1)
    .refine((folder) => !folder.startsWith('~'), 'is not expanded by a shell; write the home folder out')
    .describe('Absolute, or relative to the folder of runtime state (WEFT_HOME). Made if it is not there.'),
});
export type LocalConfig = z.infer<typeof localStorage>;

const s3Storage = z.strictObject({
  storage: z.literal('s3'),
  bucket: z
    .string()
    .min(3)
    .max(255)
    .regex(/^[^/\s]+$/, 'must be the name of a bucket, without a path'),
  prefix: z
    .string()
    .refine(pathInside, 'must not hold ".."')
    .optional()
    .describe('Folder in the bucket that each path starts with.'),
  endpoint: httpUrl.optional().describe('Address of a storage other than Amazon S3.'),
  region: z.string().min(1).describe('Storages without regions take any, such as us-east-1.'),
  access_key_id: z.string().min(1),
  secret_access_key: z.string().min(1).meta({ secret: true }),
  path_style: z
    .boolean()
    .optional()
    .describe(
      'Whether the bucket is part of the path instead of the host name; true by default with `endpoint`.',
    ),
});
export type S3Config = z.infer<typeof s3Storage>;

export const filesConfig = z.discriminatedUnion('storage', [localStorage, s3Storage]);
export type FilesConfig = z.infer<typeof filesConfig>;
