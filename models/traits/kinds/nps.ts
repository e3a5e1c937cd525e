import { folderBeside } from '../../template/folder.ts';
import { outputName } from '../../workspace/kinds/traits/kind.ts';
import type { nps } from '../../workspace/kinds/traits/nps.ts';
import { originOfTraits, rowsUntilNow } from '../origin.ts';
import type { ByModel } from './computation.ts';

const templates = folderBeside(import.meta.url, '..', 'templates');

export const npsTrait: ByModel<typeof nps> = {
  by: 'model',
  statement({ generation, trait, settings, clock }) {
    const { dialect, render } = generation;
    const origin = originOfTraits(generation, [trait]);
    return render(templates, 'nps', {
      relation: origin.relation,
      condition: rowsUntilNow(generation, trait, origin, clock),
      time: origin.time ?? '',
      score: dialect.cast(origin.column(settings.score), 'double'),
      key: origin.key.join(', '),
      names: {
        group: outputName(trait.slug, ''),
        score: outputName(trait.slug, 'score'),
        at: outputName(trait.slug, 'at'),
        answers: outputName(trait.slug, 'answers'),
      },
    });
  },
};
