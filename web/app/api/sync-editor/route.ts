import { z } from 'zod';
import { slug } from '../../../../models/workspace/kinds/shared.ts';
import { syncSchema } from '../../../../models/workspace/kinds/sync.ts';
import { answerPage } from '../../../data/answer.ts';
import {
  fieldsOfObject,
  readMappedValue,
  readSync,
  rehearse,
  rowsOfSync,
  sourceColumns,
  syncYaml,
} from '../../../data/sync-editor.ts';

const spec = z.unknown();
const text = z.string().max(200_000);

const question = z.discriminatedUnion('ask', [
  z.object({ ask: z.literal('columns'), from: syncSchema.shape.from }),
  z.object({
    ask: z.literal('fields'),
    to: z.object({ destination: slug, object: slug, options: z.record(z.string(), z.unknown()) }),
    anew: z.boolean(),
  }),
  z.object({ ask: z.literal('rows'), spec, search: z.string().max(500) }),
  z.object({ ask: z.literal('request'), spec, key: z.string().min(1).max(10_000) }),
  z.object({ ask: z.literal('yaml'), spec }),
  z.object({ ask: z.literal('value'), text }),
  z.object({ ask: z.literal('sync'), text, slug }),
]);

/** What the editor of a sync asks while one types; nothing is changed by it. */
export async function POST(request: Request): Promise<Response> {
  return answerPage<typeof question, object>(request, question, (asked) => {
    switch (asked.ask) {
      case 'columns':
        return sourceColumns(asked.from);
      case 'fields':
        return fieldsOfObject(asked.to, asked.anew);
      case 'rows':
        return rowsOfSync(asked.spec, asked.search);
      case 'request':
        return rehearse(asked.spec, asked.key);
      case 'yaml':
        return syncYaml(asked.spec);
      case 'value':
        return readMappedValue(asked.text);
      case 'sync':
        return readSync(asked.text, asked.slug);
    }
  });
}
