import type { Found } from './check.ts';
import type { FieldPath } from './field-path.ts';
import { type Fuzzy, trainingRules } from './kinds/fuzzy.ts';
import { blockColumnName } from './kinds/fuzzy-levels.ts';
import { missing, type Names } from './names.ts';
import type { Finding } from './problem.ts';
import type { Workspace } from './resource.ts';

/** Columns that the tables of fuzzy matching have of themselves. */
const reserved =
  /^(source|record_key|record_number|recorded_at|place|records|rule_\d+|key_\d+|(level|frequency)_.*|.*__(date|number))$/;

/** Compared columns come from sources of rows, blocking rules name compared columns, and each column can be trained. */
export function* checkFuzzy(workspace: Workspace, names: Names): Iterable<Found> {
  for (const identity of workspace.all('identity')) {
    if (identity.fuzzy === undefined) continue;
    for (const finding of findings(workspace, names, identity.fuzzy)) yield [identity, finding];
  }
}

function* findings(workspace: Workspace, names: Names, fuzzy: Fuzzy): Iterable<Finding> {
  const compared = Object.keys(fuzzy.compare);
  for (const [name, { from, m }] of Object.entries(fuzzy.compare)) {
    const path: FieldPath = ['fuzzy', 'compare', name];
    if (reserved.test(name))
      yield { path, message: `"${name}" is a name of Weft's own here; choose another` };
    for (const [index, column] of from.entries()) {
      yield* sourceFindings(workspace, names, column, [...path, 'from', index]);
    }
    const rules = trainingRules(fuzzy);
    if (m === undefined && rules.every((rule) => rule.some((column) => blockColumnName(column) === name))) {
      yield {
        path,
        message: `every blocking rule holds ${name} equal, so nothing says how often matches differ in it; add a rule without it to block_on or train.block_on, or give its m`,
      };
    }
  }
  const rules: [FieldPath, Fuzzy['block_on']][] = [
    [['fuzzy', 'block_on'], fuzzy.block_on],
    [['fuzzy', 'train', 'block_on'], fuzzy.train.block_on ?? []],
  ];
  for (const [path, given] of rules) {
    for (const [index, rule] of given.entries()) {
      for (const [place, column] of rule.entries()) {
        const name = blockColumnName(column);
        if (!compared.includes(name))
          yield missing('compared column', name, compared, [...path, index, place]);
      }
    }
  }
}

function* sourceFindings(
  workspace: Workspace,
  names: Names,
  column: string,
  path: FieldPath,
): Iterable<Finding> {
  const [slug = '', ...rest] = column.split('.');
  if (!names.has('source', slug)) {
    const finding = missing('source', slug, names.slugs('source'), path);
    yield {
      ...finding,
      nearest: finding.nearest === undefined ? undefined : [finding.nearest, ...rest].join('.'),
    };
    return;
  }
  const source = workspace.get('source', slug);
  if (source?.shape === 'events') {
    yield { path, message: `${slug} is a source of events, which are not compared; name a source of rows` };
  } else if (source !== undefined && source.identifiers.length === 0) {
    yield { path, message: `${slug} has no identifiers, so it has no records to compare; give it one` };
  }
}
