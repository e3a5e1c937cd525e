import { folderBeside } from '../../template/folder.ts';
import { durationHours } from '../../workspace/kinds/shared.ts';
import { namesOf } from '../../workspace/kinds/traits/event-names.ts';
import { outputName } from '../../workspace/kinds/traits/kind.ts';
import { type responseRate, valueSuffix } from '../../workspace/kinds/traits/response-rate.ts';
import { originOfTraits, rowsOf } from '../origin.ts';
import type { ByModel } from './computation.ts';

const templates = folderBeside(import.meta.url, '..', 'templates');

export const responseRateTrait: ByModel<typeof responseRate> = {
  by: 'model',
  statement({ generation, trait, settings, clock }) {
    const { dialect, render } = generation;
    const origin = originOfTraits(generation, [trait]);
    // Texts, because not every engine groups by JSON or by doubles.
    const text = (name: string) => dialect.text(origin.column(name), origin.kindOf(name));
    return render(templates, 'response_rate', {
      relation: origin.relation,
      condition: rowsOf(generation, trait, origin, clock),
      sent: namesOf(settings.sent),
      all: [...namesOf(settings.sent), ...namesOf(settings.response)],
      match: text(settings.match),
      by: settings.by === undefined ? dialect.cast('null', 'text') : text(settings.by),
      reach: dialect.hoursBefore('answered_at', durationHours(settings.within)),
      values: settings.values ?? [],
      overall: outputName(trait.slug, ''),
      best: outputName(trait.slug, 'best'),
      columns: (settings.values ?? []).map((value) => ({
        value,
        name: outputName(trait.slug, valueSuffix(value)),
      })),
    });
  },
};
