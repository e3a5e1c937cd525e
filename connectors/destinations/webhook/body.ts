import { BatchRejected, messageOf } from '../../errors.ts';
import type { BatchContext, OutgoingRow } from '../define.ts';
import { templateOf } from '../template.ts';
import { jsonText } from '../values.ts';

interface Shape {
  /** The body's template; undefined for the document of Weft's own. */
  template: string | undefined;
  contentType: string;
  /** Whether the template sees its one row as `row` beside `rows`. */
  single: boolean;
}

/**
 * The text of one request. Throws `BatchRejected` where a row lacks what the template needs, or where the
 * result is not the JSON that the content type says: such a request is never sent.
 */
export function renderBody(
  shape: Shape,
  rows: readonly OutgoingRow[],
  context: Pick<BatchContext, 'sync' | 'runId'>,
): string {
  if (shape.template === undefined) return ownDocument(rows, context);
  const document = {
    sync: context.sync,
    run_id: context.runId,
    rows: rows.map(({ key, operation, fields, previousKey }) => ({
      key,
      operation,
      fields,
      // A template may only read what every row has.
      previous_key: previousKey ?? null,
    })),
  };
  let text: string;
  try {
    text = templateOf(shape.template)(shape.single ? { ...document, row: document.rows[0] } : document);
  } catch (error) {
    throw new BatchRejected(`the body could not be made: ${firstLine(error)}`, { cause: error });
  }
  if (isJson(shape.contentType)) {
    try {
      JSON.parse(text);
    } catch (error) {
      throw new BatchRejected(`the body is not valid JSON: ${firstLine(error)}`, {
        mend: 'Write values into the template with the json helper, as in {{json row.fields.email}}.',
        cause: error,
      });
    }
  }
  return text;
}

/** The document of Weft's own. Fields that came as JSON go on as they are: to read and write them again would take longer than all else. */
function ownDocument(
  rows: readonly OutgoingRow[],
  { sync, runId }: Pick<BatchContext, 'sync' | 'runId'>,
): string {
  const texts = rows.map((row) => {
    const previous =
      row.previousKey === undefined ? '' : `,"previous_key":${JSON.stringify(row.previousKey)}`;
    const values = row.json ?? jsonText(row.fields);
    return `{"key":${JSON.stringify(row.key)},"operation":"${row.operation}","fields":${values}${previous}}`;
  });
  return `{"sync":${JSON.stringify(sync)},"run_id":${JSON.stringify(runId)},"rows":[${texts.join(',')}]}`;
}

const isJson = (contentType: string): boolean => /^[^;]*[/+]json\s*(;|$)/i.test(contentType);

const firstLine = (error: unknown): string => messageOf(error).split('\n')[0]?.trim() ?? '';
