// Adds the optional packages of other platforms that the registry did not have when npm wrote the lock file:
// `npm ci` refuses a lock file without them. Usage: node complete-lock.mjs package-lock.json
import { readFileSync, writeFileSync } from 'node:fs';

const file = process.argv[2] ?? 'package-lock.json';
const lock = JSON.parse(readFileSync(file, 'utf8'));
const systems = ['android', 'darwin', 'win32', 'freebsd', 'linux', 'openharmony'];
const machines = ['arm64', 'x64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x'];

function isLocked(from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (lock.packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`]) return true;
    if (at === '') return false;
  }
}

for (const [path, parent] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    if (isLocked(path, name)) continue;
    const words = name.split(/[/-]/);
    const os = systems.find((each) => words.includes(each));
    const cpu = machines.find((each) => words.includes(each));
    if (!os || !cpu || !/^\d/.test(version)) throw new Error(`${name}@${version}: for which platform?`);
    const libc = words.some((word) => word.startsWith('musl'))
      ? ['musl']
      : words.some((word) => word.startsWith('gnu'))
        ? ['glibc']
        : undefined;
    lock.packages[`node_modules/${name}`] = {
      version,
      cpu: [cpu],
      ...(parent.dev ? { dev: true } : {}),
      ...(libc ? { libc } : {}),
      optional: true,
      os: [os],
    };
    console.log(`${name}@${version}`);
  }
}
const { '': root, ...rest } = lock.packages;
lock.packages = {
  '': root,
  ...Object.fromEntries(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))),
};
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
