import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { ConfigError } from '../../connectors/errors.ts';
import { canKeepCapabilities, commandLine, type Launch } from './processes.ts';

const run = promisify(execFile);

/**
 * PostgreSQL refuses to run as root. Where Weft does, it runs PostgreSQL as the owner of the data, else as
 * `postgres`, else as `nobody`; undefined where Weft is an ordinary user. That user must reach the programs and
 * the data, which a clone below a private folder (a home of mode 700) forbids: then it keeps the one capability
 * to read or, where files are closed too, to pass by their permissions.
 */
export async function postgresUser(program: string, data: string): Promise<Launch['user']> {
  if (process.getuid?.() !== 0) return undefined;
  const user = ownerOf(data) ?? accountOf('postgres') ?? accountOf('nobody');
  if (!user) {
    throw new ConfigError('PostgreSQL cannot run as root, and this system has no user postgres or nobody', {
      mend: 'Run ./weft as an ordinary user, or set WEFT_CONTROL_URL and WEFT_WAREHOUSE_URL to a server of your own.',
    });
  }
  if (await reaches(user, program, dirname(data))) return user;
  for (const capability of canKeepCapabilities ? ['dac_read_search', 'dac_override'] : []) {
    const able = { ...user, capability };
    if (await reaches(able, program, dirname(data))) return able;
  }
  throw new ConfigError(
    `PostgreSQL cannot run as root, and user ${user.uid} cannot reach ${program} or ${dirname(data)}`,
    {
      mend: 'Run ./weft as an ordinary user, or put the clone, and WEFT_HOME, in a folder that every user may enter.',
    },
  );
}

async function reaches(user: Launch['user'], program: string, folder: string): Promise<boolean> {
  const script = '"$1" --version >/dev/null && cd "$2"';
  const line = commandLine({ program: '/bin/sh', arguments: ['-c', script, 'sh', program, folder], user });
  return run(line.program, line.arguments, { ...line.options, cwd: '/' }).then(
    () => true,
    () => false,
  );
}

function ownerOf(data: string): Launch['user'] {
  if (!existsSync(data)) return undefined;
  const { uid, gid } = statSync(data);
  return uid === 0 ? undefined : { uid, gid };
}

function accountOf(name: string): Launch['user'] {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((each) => each.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}
