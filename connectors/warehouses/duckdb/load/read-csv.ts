import type { ConfigError } from '../../../errors.ts';
import { duckdbDialect } from '../dialect.ts';
import { type CsvLayout, type CsvOptions, csvLayout } from './csv-dialect.ts';
import { type CsvFault, lineAt, scanCsv } from './csv-scan.ts';
import { encodingFault, headIsUtf8 } from './encoding.ts';
import { excerpt, fileFault, plural } from './fault.ts';
import type { InputFile } from './input-file.ts';
import { linesOf } from './lines.ts';
import { compression, type FileReader, pathLiteral } from './reader.ts';

const { literal } = duckdbDialect;

/** Thrown inside the engine by a reader's own statement. */
export const raggedMark = 'weft: a line has too few or too many values';

/** The longest line that is read: room for a cell of some tens of megabytes. */
const longestLine = 64 * 1024 * 1024;

export async function readCsv(file: InputFile, options: CsvOptions): Promise<FileReader> {
  // The engine does not look at the header, from which the names are taken.
  const encoding = headIsUtf8(file) ? undefined : await encodingFault(file);
  if (encoding) throw encoding;
  const layout = csvLayout(file, options);
  return layout.aligned ? readAligned(file, layout) : readDelimited(file, layout);
}

function readDelimited(file: InputFile, layout: CsvLayout): FileReader {
  const { names, delimiter } = layout;
  return {
    file,
    columns: names.map((name) => ({ name, native: delimiter === ';' ? 'comma cell' : 'cell' })),
    rows: (careful) => readerCall(file, { ...layout, quote: '"', columns: names.length, careful }),
    async fault() {
      const encoding = await encodingFault(file);
      if (encoding) return encoding;
      const fault = await scanCsv(file, layout, { fields: names.length });
      return fault === undefined || fault.kind === 'value' ? undefined : describe(file, fault, layout);
    },
    async place(record, column) {
      const spot = await scanCsv(file, layout, { fields: names.length, record, field: column });
      return spot?.kind === 'value' ? { line: spot.line, column: spot.column } : {};
    },
  };
}

interface Call extends Pick<CsvLayout, 'delimiter' | 'header' | 'skip'> {
  quote: string;
  columns: number;
  careful: boolean;
}

/** Nothing is left for the engine to guess: it would skip lines, or take another delimiter, to make sense of a fault. */
function readerCall(file: InputFile, call: Call): string {
  const columns = Array.from({ length: call.columns }, (_, index) => `c${index}: 'varchar'`).join(', ');
  const parameters = [
    'auto_detect = false',
    `delim = ${literal(call.delimiter)}`,
    `quote = ${literal(call.quote)}`,
    `escape = ${literal(call.quote)}`,
    `header = ${call.header}`,
    `skip = ${call.skip}`,
    `columns = {${columns}}`,
    `nullstr = ''`,
    'allow_quoted_nulls = false',
    'strict_mode = true',
    'null_padding = false',
    'hive_partitioning = false',
    compression(file),
    ...(call.careful ? ['parallel = false', `max_line_size = ${longestLine}`] : []),
  ];
  return `(from read_csv(${pathLiteral(file.path)}, ${parameters.join(', ')}))`;
}

async function describe(file: InputFile, fault: CsvFault, layout: CsvLayout): Promise<ConfigError> {
  const text = excerpt(await lineAt(file, fault.lineStart));
  const { line, column } = fault;
  const spot = { line, column };
  switch (fault.kind) {
    case 'fields': {
      const wanted = layout.names.length;
      const whose = layout.header ? 'the header names' : 'the first line has';
      return fileFault(file, `${plural(fault.found, 'value')} where ${whose} ${wanted}: ${text}`, {
        ...spot,
        mend:
          fault.found > wanted
            ? `Put a value that holds the delimiter ${JSON.stringify(layout.delimiter)} into double quotes, or correct the line.`
            : 'Add the missing values, or correct the line; a value with a line break needs double quotes.',
      });
    }
    case 'unclosed':
      return fileFault(file, `a double quote is opened and never closed: ${text}`, {
        ...spot,
        mend: 'Close the quote; a quote inside a value is written twice ("").',
      });
    case 'text after quote':
      return fileFault(
        file,
        `text follows the closing quote of a value${fault.end === line ? '' : `, in line ${fault.end}`}: ${text}`,
        { ...spot, mend: 'Write a quote inside a value twice (""), or close the value where it ends.' },
      );
    case 'newline':
      return fileFault(
        file,
        `this line ends with ${fault.found}, the lines before it with ${fault.before}: ${text}`,
        {
          ...spot,
          mend: `Make the line endings the same: \`dos2unix ${file.name}\` or \`mac2unix ${file.name}\`.`,
        },
      );
  }
}

/** Words apart by runs of spaces: each line is one cell for the engine, then split. */
function readAligned(file: InputFile, layout: CsvLayout): FileReader {
  const width = layout.names.length;
  const cells = layout.names.map((_, index) => `words[${index + 1}] as c${index}`).join(', ');
  return {
    file,
    columns: layout.names.map((name) => ({ name, native: 'cell' })),
    rows: (careful) => {
      // A control character that no text holds keeps the engine from splitting the line.
      const lines = readerCall(file, { ...layout, delimiter: '\u0001', quote: '', columns: 1, careful });
      const split = `select regexp_split_to_array(trim(c0, ' \t\r'), '[ \t]+') as words from ${lines} where trim(c0, ' \t\r') <> ''`;
      return `(select ${cells} from (select case when len(words) = ${width} then words else error(${literal(raggedMark)}) end as words from (${split})))`;
    },
    async fault() {
      const encoding = await encodingFault(file);
      if (encoding) return encoding;
      for await (const { line, lineStart, words } of alignedLines(file, layout)) {
        if (words.length === width) continue;
        return fileFault(
          file,
          `${plural(words.length, 'value')} where the first line has ${width}: ${excerpt(await lineAt(file, lineStart))}`,
          { line, mend: 'Correct the line; values that hold spaces need a CSV file.' },
        );
      }
      return undefined;
    },
    async place(record) {
      let count = layout.header ? -1 : 0;
      for await (const { line } of alignedLines(file, layout)) {
        count += 1;
        if (count === record) return { line };
      }
      return {};
    },
  };
}

async function* alignedLines(file: InputFile, layout: CsvLayout) {
  let line = 0;
  for await (const { text, start } of linesOf(file)) {
    line += 1;
    if (line <= layout.skip || text.trim() === '') continue;
    yield { line, lineStart: start, words: text.trim().split(/[ \t]+/) };
  }
}
