import { instantIn } from '../template/instant.ts';
import type { Found } from './check.ts';
import type { FieldPath } from './field-path.ts';
import type { Expectation, PersonBy } from './kinds/test.ts';
import { missing, type Names } from './names.ts';
import type { Finding } from './problem.ts';
import type { Workspace } from './resource.ts';

/** What tests name exists, and their time is one. */
export function* checkTests(workspace: Workspace, names: Names): Iterable<Found> {
  for (const test of workspace.all('test')) {
    if (instantIn(workspace.zone, test.now) === null) {
      const message = `"${test.now}" is no date; write 2026-03-01 or 2026-03-01T12:00`;
      yield [test, { path: ['now'], message }];
    }
    for (const slug of Object.keys(test.given)) {
      if (names.has('source', slug) || names.has('entity', slug)) continue;
      const known = [...names.slugs('source'), ...names.slugs('entity')];
      yield [test, missing('source or entity', slug, known, ['given', slug])];
    }
    const several = Array.isArray(test.expect);
    for (const [index, expectation] of [test.expect].flat().entries()) {
      const path = several ? ['expect', index] : ['expect'];
      for (const finding of checkExpectation(expectation, names, path)) yield [test, finding];
    }
  }
}

function checkExpectation(expectation: Expectation, names: Names, path: FieldPath): Finding[] {
  const person = (by: PersonBy, at: FieldPath) =>
    Object.keys(by).flatMap((type) => names.identifierType(type, [...at, type]));
  if ('segment' in expectation) {
    return [
      ...names.reference('segment', expectation.segment, [...path, 'segment']),
      ...expectation.members.flatMap((by, index) => person(by, [...path, 'members', index])),
    ];
  }
  return [
    ...person(expectation.person, [...path, 'person']),
    ...Object.keys(expectation.has).flatMap((column) => names.personColumn(column, [...path, 'has', column])),
  ];
}
