import { goldenKind } from '../../profiles/context.ts';
import type { rollUp } from '../../workspace/kinds/traits/roll-up.ts';
import { traitColumnKind } from '../columns.ts';
import type { ByExpressions } from './computation.ts';

export const rollUpTrait: ByExpressions<typeof rollUp> = {
  by: 'expressions',
  expressions({ generation, settings: { of, by, measure } }) {
    const { dialect, workspace } = generation;
    const golden = workspace.identity?.golden[by];
    const groupKind = golden ? goldenKind(generation, golden.from) : traitColumnKind(generation, by);
    const name = dialect.ident(by);
    // Not every engine parts rows by a double or by JSON.
    const group = `nullif(${groupKind === null ? dialect.cast(name, 'text') : dialect.text(name, groupKind)}, '')`;
    const together = `over (partition by ${group}, case when ${group} is null then weft_id end)`;
    const value =
      traitColumnKind(generation, of) === 'json'
        ? dialect.text(dialect.ident(of), 'json')
        : dialect.ident(of);
    // Of the exact sum: an engine's own average of decimals is a decimal here and a double there.
    const sum = dialect.cast(`sum(${value}) ${together}`, 'double');
    const rolled = {
      sum,
      avg: `${sum} / nullif(count(${value}) ${together}, 0)`,
      min: `min(${value}) ${together}`,
      max: `max(${value}) ${together}`,
      count: `count(${value}) ${together}`,
    };
    return { '': rolled[measure], members: `count(*) ${together}` };
  },
};
