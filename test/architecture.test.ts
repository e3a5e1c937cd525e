import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../connectors/settings.ts';

interface Import {
  from: string;
  to: string;
}

/** Every import of one project file by another, as paths from the root; test files are left out. */
function imports(): Import[] {
  const folders = ['cli', 'collector', 'connectors', 'models', 'web', 'workflows'];
  const files = folders.flatMap((folder) => {
    try {
      return readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        join(folder, name),
      );
    } catch {
      return [];
    }
  });
  return files
    .filter((file) => /\.(ts|tsx)$/.test(file) && !/\.test\.tsx?$|\.next\/|node_modules/.test(file))
    .flatMap((file) =>
      [
        ...readFileSync(join(projectRoot, file), 'utf8').matchAll(
          /(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g,
        ),
      ].map((match) => ({
        from: file,
        to: relative(projectRoot, resolve(projectRoot, dirname(file), match[1] ?? '')),
      })),
    );
}

const all = imports();
const under = (path: string, ...folders: string[]): boolean =>
  folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
const broken = (applies: (each: Import) => boolean, allowed: (each: Import) => boolean): string[] =>
  all.filter((each) => applies(each) && !allowed(each)).map(({ from, to }) => `${from} → ${to}`);

test('imports are found at all', () => {
  expect(all.length).toBeGreaterThan(200);
});

test('models know the dialects and the errors, no driver and no other part', () => {
  const seen = [
    'models',
    'connectors/errors.ts',
    'connectors/warehouses/dialect.ts',
    'connectors/warehouses/connection.ts',
  ];
  expect(
    broken(
      ({ from }) => under(from, 'models'),
      ({ to }) => under(to, ...seen),
    ),
  ).toEqual([]);
});

test('warehouses and destinations know nothing of models; the control database stores resources', () => {
  expect(
    broken(
      ({ from }) => under(from, 'connectors'),
      ({ from, to }) =>
        under(to, 'connectors') || (under(from, 'connectors/control') && under(to, 'models/workspace')),
    ),
  ).toEqual([]);
});

test('workflows use models and connectors only', () => {
  expect(
    broken(
      ({ from }) => under(from, 'workflows'),
      ({ to }) => under(to, 'workflows', 'models', 'connectors'),
    ),
  ).toEqual([]);
});

test('a workflow imports no activity, driver or process, but for types', () => {
  const files = [
    ...new Set(
      all
        .map(({ from }) => from)
        .filter((file) => file.startsWith('workflows/') && file.endsWith('workflow.ts')),
    ),
  ];
  expect(files.length).toBeGreaterThan(1);
  for (const file of files) {
    const text = readFileSync(join(projectRoot, file), 'utf8');
    const values = [...text.matchAll(/^import (?!type )[^;]*from '([^']+)'/gm)].map((match) => match[1]);
    const allowed = [
      '@temporalio/workflow',
      '@temporalio/common',
      '../alerts/tell-alerts.ts',
      '../failures.ts',
      '../run-id.ts',
      './workflow-id.ts',
      '../run-sync/workflow-id.ts',
    ];
    expect(values.filter((value) => !allowed.includes(value ?? ''))).toEqual([]);
  }
});

test('the app starts workflows and never runs them', () => {
  const entries =
    /^workflows\/(client|run-id|start-run|schedules|.*\/(start|catalog|preview|undo-preview|plan-rows|control-run|look-at-destination|one-row|read-source|workflow-id|required-plan))\.ts$/;
  expect(
    broken(
      ({ from }) => under(from, 'web'),
      ({ to }) => under(to, 'web', 'models', 'connectors') || entries.test(to),
    ),
  ).toEqual([]);
});

test('nothing imports the app or the command line', () => {
  expect(
    broken(
      ({ to }) => under(to, 'web'),
      ({ from }) => under(from, 'web'),
    ),
  ).toEqual([]);
  expect(
    broken(
      ({ to }) => under(to, 'cli'),
      ({ from }) => under(from, 'cli'),
    ),
  ).toEqual([]);
});

test('destinations never import each other', () => {
  const folder = (path: string) => /^connectors\/destinations\/([^/]+)\//.exec(path)?.[1];
  expect(
    broken(
      ({ from, to }) => folder(from) !== undefined && folder(to) !== undefined,
      ({ from, to }) => folder(from) === folder(to),
    ),
  ).toEqual([]);
});

test('a destination is spoken to by its folder and the shared sending alone', () => {
  expect(
    broken(
      ({ to }) => /^connectors\/destinations\/[^/]+\//.test(to),
      ({ from }) => under(from, 'connectors/destinations'),
    ),
  ).toEqual([]);
});
