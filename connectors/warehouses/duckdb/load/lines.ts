import { contentOf, type InputFile } from './input-file.ts';

/** The lines of a text file with the byte offset of each, line breaks left off. */
export async function* linesOf(file: InputFile): AsyncGenerator<{ text: string; start: number }> {
  let rest = Buffer.alloc(0);
  let start = 0;
  for await (const chunk of contentOf(file)) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end = bytes.indexOf(0x0a); end !== -1; end = bytes.indexOf(0x0a, from)) {
      yield { text: bytes.toString('utf8', from, end).replace(/\r$/, ''), start: start + from };
      from = end + 1;
    }
    start += from;
    rest = Buffer.from(bytes.subarray(from));
  }
  if (rest.length > 0) yield { text: rest.toString('utf8'), start };
}
