import { expect, test } from 'vitest';
import { faultOf } from './statement-fault.ts';

test('the place of a fault is read from what each engine writes', () => {
  const duckdb =
    'Binder Error: Referenced column "emial" not found in FROM clause!\nCandidate bindings: "email"\n\nLINE 2:  emial\n         ^';
  expect(faultOf(duckdb)).toEqual({
    message: 'Binder Error: Referenced column "emial" not found in FROM clause!\nCandidate bindings: "email"',
    place: { line: 2, column: 2 },
  });
  expect(
    faultOf("SQL compilation error: error line 3 at position 7\ninvalid identifier 'EMIAL'").place,
  ).toEqual({
    line: 3,
    column: 7,
  });
  expect(faultOf('Unrecognized name: emial at [4:12]').place).toEqual({ line: 4, column: 12 });
  expect(faultOf(' The statement was cancelled ')).toEqual({
    message: 'The statement was cancelled',
    place: null,
  });
});
