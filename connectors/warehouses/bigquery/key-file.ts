import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { AuthError } from '../../errors.ts';

const keySchema = z.object({
  type: z.literal('service_account'),
  client_email: z.string().min(1),
  private_key: z.string().includes('PRIVATE KEY'),
  private_key_id: z.string(),
});
export type ServiceAccountKey = z.infer<typeof keySchema>;

/** The key of a service account as Google Cloud gives it out. Throws AuthError for a file that is none. */
export function readKeyFile(file: string): ServiceAccountKey {
  const fault = (message: string, cause: unknown) =>
    new AuthError(`BIGQUERY_KEY_FILE, ${file}, ${message}`, {
      mend: 'Give it the path of a JSON key of a service account; for other kinds of credentials unset it and set GOOGLE_APPLICATION_CREDENTIALS.',
      cause,
    });
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw fault('cannot be read', error);
  }
  try {
    return keySchema.parse(JSON.parse(text));
  } catch {
    // Without its cause: a parser's message may quote the key.
    throw fault('is not the JSON key of a service account', undefined);
  }
}
