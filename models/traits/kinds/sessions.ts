import { folderBeside } from '../../template/folder.ts';
import { durationHours } from '../../workspace/kinds/shared.ts';
import { outputName } from '../../workspace/kinds/traits/kind.ts';
import type { sessions } from '../../workspace/kinds/traits/sessions.ts';
import { originOfTraits, rowsOf } from '../origin.ts';
import type { ByModel } from './computation.ts';

const templates = folderBeside(import.meta.url, '..', 'templates');

export const sessionsTrait: ByModel<typeof sessions> = {
  by: 'model',
  statement({ generation, trait, settings, clock }) {
    const { dialect, render } = generation;
    const origin = originOfTraits(generation, [trait]);
    return render(templates, 'sessions', {
      relation: origin.relation,
      condition: rowsOf(generation, trait, origin, clock),
      time: origin.time ?? '',
      reach: dialect.hoursBefore('moment', durationHours(settings.gap)),
      // Whole numbers add up alike on every engine.
      micros: dialect.cast(
        `round(${dialect.secondsBetween('min(moment)', 'max(moment)')} * 1000000)`,
        'integer',
      ),
      names: {
        count: outputName(trait.slug, ''),
        minutes: outputName(trait.slug, 'minutes'),
        events: outputName(trait.slug, 'events'),
        lastAt: outputName(trait.slug, 'last_at'),
      },
    });
  },
};
