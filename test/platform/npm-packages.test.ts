import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { installedAs } from '../../cli/bootstrap/npm-packages.ts';

const locked = {
  '': { name: 'root' },
  'node_modules/app': { version: '1.0.0', integrity: 'a' },
  'node_modules/tests': { version: '1.0.0', integrity: 't', dev: true },
  'node_modules/elsewhere': { version: '1.0.0', optional: true },
};

test('node_modules counts as installed when each package is there, at the version of the lock file', () => {
  const root = mkdtempSync(join(tmpdir(), 'weft-packages-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const lock = (file: string, packages: object) =>
    writeFileSync(join(root, file), JSON.stringify({ packages }));
  lock('package-lock.json', locked);
  expect(installedAs(root, 'production')).toBe(false);

  // With --omit=dev npm's own record names the packages of the tests as well.
  install(root, 'app');
  lock('node_modules/.package-lock.json', locked);
  expect(installedAs(root, 'production')).toBe(true);
  expect(installedAs(root, 'full')).toBe(false);
  install(root, 'tests');
  expect(installedAs(root, 'full')).toBe(true);

  lock('package-lock.json', { ...locked, 'node_modules/app': { version: '1.0.1', integrity: 'b' } });
  expect(installedAs(root, 'production')).toBe(false);
});

function install(root: string, name: string): void {
  mkdirSync(join(root, 'node_modules', name), { recursive: true });
  writeFileSync(join(root, 'node_modules', name, 'package.json'), '{}');
}
