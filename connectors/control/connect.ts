import { readFileSync } from 'node:fs';
import { eq } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { ConfigError } from '../errors.ts';
import { controlAddress, type PostgresAddress, type Settings } from '../settings.ts';
import { controlError } from './errors.ts';
import { workspaces } from './schema.ts';

type Database = NodePgDatabase;
/** What a statement may run on: the database, or a transaction of it. */
export type Executor = Pick<
  Database,
  'select' | 'selectDistinctOn' | 'insert' | 'update' | 'delete' | 'execute'
>;

/** The open control database, seen from one workspace. Safe to use from concurrent callers. */
export interface Control {
  readonly workspaceId: number;
  /** Runs statements; what the driver throws leaves as one of Weft's errors. */
  query<T>(work: (database: Executor) => Promise<T>): Promise<T>;
  /** The same in one transaction, undone when `work` throws. */
  transaction<T>(work: (transaction: Executor) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The one workspace there is for now. */
export const defaultWorkspace = 'default';

/** How to reach the server. The password travels apart from everything that is ever printed. */
export function connectionOptions(settings: Settings, address: PostgresAddress): pg.ClientConfig {
  return {
    host: address.host,
    port: address.port,
    user: address.user,
    password: address.password,
    database: address.database,
    ssl: tlsOptions(settings.env.WEFT_CONTROL_URL),
    application_name: 'weft',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  };
}

/** `sslmode` and `sslrootcert` of the URL, as libpq reads them: `require` encrypts without checking who answers. */
function tlsOptions(url: string | undefined): pg.ClientConfig['ssl'] {
  const parameters = url === undefined ? new URLSearchParams() : new URL(url).searchParams;
  const mode = parameters.get('sslmode') ?? 'disable';
  const rootCertificate = parameters.get('sslrootcert');
  if (['disable', 'allow', 'prefer'].includes(mode)) return false;
  if (!['require', 'verify-ca', 'verify-full'].includes(mode)) {
    throw new ConfigError(`WEFT_CONTROL_URL has an unknown sslmode "${mode}"`, {
      mend: 'Use disable, require, verify-ca or verify-full.',
    });
  }
  if (mode === 'require' && rootCertificate === null) return { rejectUnauthorized: false };
  return {
    ...(rootCertificate === null ? {} : { ca: readFileSync(rootCertificate, 'utf8') }),
    ...(mode === 'verify-full' ? {} : { checkServerIdentity: () => undefined }),
  };
}

/** Opens the control database. Throws Unavailable, AuthError or ConfigError, which say what to do. */
export async function openControl(
  settings: Settings,
  { workspace = defaultWorkspace, connections = 10 }: { workspace?: string; connections?: number } = {},
): Promise<Control> {
  const address = controlAddress(settings);
  const pool = new pg.Pool({ ...connectionOptions(settings, address), max: connections });
  // A connection that breaks while idle is replaced at the next query; unheard, its error ends the process.
  pool.on('error', () => undefined);
  const database = drizzle(pool);
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw controlError(error, address);
    }
  };
  try {
    const workspaceId = await guarded(() => findWorkspace(database, workspace));
    return {
      workspaceId,
      query: (work) => guarded(() => work(database)),
      transaction: (work) => guarded(() => database.transaction((transaction) => work(transaction))),
      close: () => pool.end(),
    };
  } catch (error) {
    await pool.end();
    throw error;
  }
}

/** Opens the control database for the duration of `work`. */
export async function withControl<T>(settings: Settings, work: (control: Control) => Promise<T>): Promise<T> {
  const control = await openControl(settings, { connections: 2 });
  try {
    return await work(control);
  } finally {
    await control.close();
  }
}

async function findWorkspace(database: Executor, slug: string): Promise<number> {
  const [found] = await database
    .select({ id: workspaces.id })
    .from(workspaces)
    .where(eq(workspaces.slug, slug));
  if (found) return found.id;
  throw new ConfigError(`The control database has no workspace "${slug}"`, {
    mend: 'Start Weft with `./weft up`, which makes it.',
  });
}
