import { z } from 'zod';
import { answerPage } from '../../../../../../data/answer.ts';
import { previewSql } from '../../../../../../data/sql-preview.ts';

const asked = z.object({
  sql: z.string().max(200_000),
  reveal: z.boolean(),
  /** 0 to know only whether the warehouse takes it. */
  limit: z.int().min(0).max(50),
});

/** Some rows of a statement that somebody writes. */
export const POST = (request: Request): Promise<Response> =>
  answerPage(request, asked, ({ sql, reveal, limit }) =>
    previewSql(sql, { reveal, limit, signal: request.signal }),
  );
