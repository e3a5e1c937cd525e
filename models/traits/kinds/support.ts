import { windowStart } from '../../template/filter.ts';
import { folderBeside } from '../../template/folder.ts';
import { outputName } from '../../workspace/kinds/traits/kind.ts';
import type { support } from '../../workspace/kinds/traits/support.ts';
import { originOfTraits, rowsUntilNow } from '../origin.ts';
import type { ByModel } from './computation.ts';

const templates = folderBeside(import.meta.url, '..', 'templates');

export const supportTrait: ByModel<typeof support> = {
  by: 'model',
  statement({ generation, trait, settings, clock }) {
    const { dialect, render } = generation;
    const origin = originOfTraits(generation, [trait]);
    const { closed, satisfaction } = settings;
    return render(templates, 'support', {
      relation: origin.relation,
      condition: rowsUntilNow(generation, trait, origin, clock),
      time: origin.time ?? '',
      closed: dialect.cast(origin.column(closed), 'timestamp'),
      satisfaction: dialect.cast(satisfaction === undefined ? 'null' : origin.column(satisfaction), 'double'),
      keys: origin.key.map((sql, index) => ({ sql, name: `key_${index + 1}` })),
      seconds: dialect.secondsBetween('opened_at', 'closed_at'),
      now: clock.now,
      week: windowStart(dialect, clock, '7 days'),
      rated: satisfaction !== undefined,
      names: {
        open: outputName(trait.slug, ''),
        tickets: outputName(trait.slug, 'tickets'),
        hours: outputName(trait.slug, 'resolution_hours'),
        lastAt: outputName(trait.slug, 'last_at'),
        satisfaction: outputName(trait.slug, 'satisfaction'),
        health: outputName(trait.slug, 'health'),
      },
    });
  },
};
