import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { execa } from 'execa';
import { toolchainFolder } from '../../connectors/settings.ts';
import { extensionFolder } from '../../connectors/warehouses/duckdb/attach.ts';
import { duckdbDialect } from '../../connectors/warehouses/duckdb/dialect.ts';

const { literal } = duckdbDialect;

/** A MariaDB of a test's own, which speaks MySQL's protocol. */
export interface MysqlServer {
  port: number;
  url(database: string, user?: string): string;
  /** Runs statements as a user with all rights. */
  execute(...statements: string[]): Promise<void>;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Where the program is: `root` holds `usr/sbin` and `usr/share`. */
function serverRoot(): string {
  const roots = [join(toolchainFolder(), 'mysql'), '/'];
  const root = roots.find((each) => existsSync(join(each, 'usr', 'sbin', 'mariadbd')));
  if (root) return root;
  throw new Error(
    "these tests need a MariaDB: `./weft test` fetches one with apt-get; elsewhere install your system's mariadb-server",
  );
}

const administrator = { user: 'administrator', password: "it's\\secret" };

export async function startMysql(): Promise<MysqlServer> {
  const root = serverRoot();
  const usr = join(root, 'usr');
  const folder = await mkdtemp(join(tmpdir(), 'weft-mysql-'));
  const data = join(folder, 'data');
  await mkdir(data);
  const environment =
    root === '/'
      ? {}
      : {
          LD_LIBRARY_PATH: ['x86_64', 'aarch64'].map((cpu) => join(usr, 'lib', `${cpu}-linux-gnu`)).join(':'),
        };
  const program = join(usr, 'sbin', 'mariadbd');
  const common = [
    '--no-defaults',
    `--basedir=${usr}`,
    `--lc-messages-dir=${join(usr, 'share', 'mysql')}`,
    `--datadir=${data}`,
    ...(process.getuid?.() === 0 ? ['--user=root'] : []),
    '--innodb-log-file-size=8M',
    '--innodb-flush-log-at-trx-commit=0',
    '--character-set-server=utf8mb4',
  ];
  const system = await Promise.all(
    ['mysql_system_tables.sql', 'mysql_system_tables_data.sql'].map((name) =>
      readFile(join(usr, 'share', 'mysql', name), 'utf8'),
    ),
  );
  await execa(program, [...common, '--bootstrap'], {
    env: environment,
    input: ['create database mysql;', 'use mysql;', ...system].join('\n'),
  });
  const first = join(folder, 'first.sql');
  const name = `'${administrator.user}'@'127.0.0.1'`;
  await writeFile(
    first,
    `create user ${name} identified by '${administrator.password.replace(/['\\]/g, '\\$&')}';\ngrant all on *.* to ${name} with grant option;\n`,
  );
  const port = await freePort();
  const child = spawn(
    program,
    [
      ...common,
      '--bind-address=127.0.0.1',
      `--port=${port}`,
      `--socket=${join(folder, 'socket')}`,
      `--init-file=${first}`,
      // As many servers in the field are set: zero dates are taken, and what does not fit is cut.
      '--sql-mode=',
    ],
    { env: { ...process.env, ...environment }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  await ready(child);
  const instance = await DuckDBInstance.create(':memory:', {
    extension_directory: extensionFolder(),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  const { user, password } = administrator;
  await connection.run('load mysql_scanner');
  await connection.run(
    `create temporary secret (type mysql, host '127.0.0.1', port ${port}, user ${literal(user)}, password ${literal(password)})`,
  );
  await connection.run(`attach '' as server (type mysql)`);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  return {
    port,
    url: (database, as = user) => `mysql://${as}@127.0.0.1:${port}/${database}`,
    async execute(...statements) {
      for (const statement of statements)
        await connection.run(`call mysql_execute('server', ${literal(statement)})`);
    },
    kill,
    async stop() {
      connection.closeSync();
      instance.closeSync();
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const mysqlPassword = administrator.password;

async function ready(child: ChildProcess): Promise<void> {
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  for (let waited = 0; !said.includes('ready for connections'); waited += 50) {
    if (child.exitCode !== null || waited > 60_000) throw new Error(`MariaDB does not start: ${said}`);
    await sleep(50);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('no free port'));
      });
    });
  });
}
