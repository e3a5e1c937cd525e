import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { and, eq, inArray, lt, sql } from 'drizzle-orm';
import { ConfigError } from '../errors.ts';
import type { Settings } from '../settings.ts';
import { appSecret } from './app-secret.ts';
import { addAudit } from './audit.ts';
import type { Control } from './connect.ts';
import { drafts } from './people-schema.ts';
import { keptSecrets, resourceHistory, resources } from './schema.ts';
import { keptNamesOf, type Secrets } from './secrets.ts';

const ivBytes = 12;
const tagBytes = 16;

/** The key for what is kept, apart from those that the same secret gives for sessions (RFC 5869). */
const keyOf = (settings: Settings): Buffer =>
  Buffer.from(hkdfSync('sha256', appSecret(settings), '', 'weft kept secrets 1', 32));

/** Encrypts by AES-256-GCM. `as` names what it is, so that no sealed text can stand in the place of another. */
export function seal(settings: Settings, value: string, as: string): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', keyOf(settings), iv).setAAD(Buffer.from(as));
  const sealed = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** What was sealed under that name. Throws ConfigError where another secret sealed it, or where it was changed. */
export function unseal(settings: Settings, text: string, as: string): string {
  const bytes = Buffer.from(text, 'base64url');
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyOf(settings), bytes.subarray(0, ivBytes), {
      authTagLength: tagBytes,
    })
      .setAAD(Buffer.from(as))
      .setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
    const opened = decipher.update(bytes.subarray(ivBytes + tagBytes));
    return Buffer.concat([opened, decipher.final()]).toString('utf8');
  } catch (error) {
    throw new ConfigError('a secret that Weft keeps cannot be decrypted here', {
      mend: 'Set WEFT_SECRET to what it was when the destination was connected, for the app and the worker alike; or connect it again.',
      cause: error,
    });
  }
}

const sealedAs = (control: Control, name: string): string => `secret ${control.workspaceId} ${name}`;

/** Keeps a secret under a name of its own, to which a destination's config refers by `${secret:NAME}`. */
export async function keepSecret(
  control: Control,
  settings: Settings,
  { prefix, value, actor }: { prefix: string; value: string; actor: string },
): Promise<string> {
  const name = `${prefix}_${randomBytes(6).toString('hex')}`;
  const sealed = seal(settings, value, sealedAs(control, name));
  await dropForgotten(control);
  await control.transaction(async (database) => {
    const { workspaceId } = control;
    await database.insert(keptSecrets).values({ workspaceId, name, sealed, createdBy: actor });
    await addAudit(database, workspaceId, { actor, action: 'secret.keep', subject: name });
  });
  return name;
}

/** The secrets that a config refers to and that are kept, by name; what is not there is left out. */
export async function keptSecretsOf(control: Control, settings: Settings, config: unknown): Promise<Secrets> {
  const names = keptNamesOf(config);
  if (names.length === 0) return {};
  const found = await control.query((database) =>
    database
      .select({ name: keptSecrets.name, sealed: keptSecrets.sealed })
      .from(keptSecrets)
      .where(and(eq(keptSecrets.workspaceId, control.workspaceId), inArray(keptSecrets.name, names))),
  );
  return Object.fromEntries(
    found.map(({ name, sealed }) => [name, unseal(settings, sealed, sealedAs(control, name))]),
  );
}

/** Drops what nothing refers to since a day: no resource, none of any version, and no draft. */
async function dropForgotten(control: Control): Promise<void> {
  const reference = sql`'$' || '{secret:' || ${keptSecrets.name} || '}'`;
  const { workspaceId } = control;
  await control.query((database) =>
    database.delete(keptSecrets).where(
      and(
        eq(keptSecrets.workspaceId, workspaceId),
        lt(keptSecrets.createdAt, sql`now() - interval '1 day'`),
        sql`not exists (
          select 1 from (
            select ${resources.spec}::text as said from ${resources}
              where ${resources.workspaceId} = ${workspaceId} and ${resources.kind} = 'destination'
            union all
            select coalesce(${resourceHistory.before}::text, '') || coalesce(${resourceHistory.after}::text, '')
              from ${resourceHistory}
              where ${resourceHistory.workspaceId} = ${workspaceId} and ${resourceHistory.kind} = 'destination'
            union all
            select ${drafts.spec}::text from ${drafts}
              where ${drafts.workspaceId} = ${workspaceId} and ${drafts.kind} = 'destination'
          ) as told where position(${reference} in told.said) > 0)`,
      ),
    ),
  );
}
