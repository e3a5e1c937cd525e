import type { tier } from '../../workspace/kinds/traits/tier.ts';
import type { ByExpressions } from './computation.ts';

export const tierTrait: ByExpressions<typeof tier> = {
  by: 'expressions',
  expressions({ generation: { dialect }, settings }, column) {
    const value = dialect.cast(column(settings.of), 'double');
    const levels = Object.entries(settings.levels).toSorted(([, a], [, b]) => a - b);
    /** By the level that a value is in, highest first; `below` is for one that has reached none. */
    const byLevel = (of: (index: number) => string | null, below: string | null): string => {
      const cases = levels
        .map(([, from], index) => `when ${value} >= ${dialect.literal(from)} then ${of(index) ?? 'null'}`)
        .toReversed();
      return `case ${cases.join(' ')} when ${value} is not null then ${below ?? 'null'} end`;
    };
    const name = (index: number) => {
      const level = levels[index];
      return level === undefined ? null : dialect.literal(level[0]);
    };
    const start = (index: number) => dialect.literal(levels[index]?.[1] ?? 0);
    const last = levels.length - 1;
    return {
      '': dialect.cast(byLevel(name, null), 'text'),
      next: dialect.cast(
        byLevel((index) => name(index + 1), name(0)),
        'text',
      ),
      to_next: dialect.cast(
        byLevel(
          (index) => (index === last ? null : `${start(index + 1)} - ${value}`),
          `${start(0)} - ${value}`,
        ),
        'double',
      ),
      progress: dialect.cast(
        byLevel(
          (index) =>
            index === last
              ? '1'
              : `(${value} - ${start(index)}) / ${dialect.cast(`${start(index + 1)} - ${start(index)}`, 'double')}`,
          null,
        ),
        'double',
      ),
    };
  },
};
