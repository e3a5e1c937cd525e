import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  type YAMLError,
} from 'yaml';
import type { FieldPath } from './field-path.ts';
import type { Problem } from './problem.ts';
import { complaintsAbout, offsetOf, tooDeep } from './yaml-values.ts';

export interface Position {
  line: number;
  column: number;
}

/** A YAML document of a workspace, and where its fields stand. */
export class YamlDocument {
  /** Relative to the workspace's folder. */
  readonly file: string;
  readonly document: Document.Parsed;
  readonly #lines: LineCounter;

  constructor(file: string, document: Document.Parsed, lines: LineCounter) {
    this.file = file;
    this.document = document;
    this.#lines = lines;
  }

  /** Where a field's name stands, or an item of a list; for a field that is missing, what should hold it. */
  at(path: FieldPath = []): Position {
    let node: unknown = this.document.contents;
    let offset = offsetOf(node) ?? this.document.range[0];
    for (const step of path) {
      if (isAlias(node)) node = node.resolve(this.document);
      if (isMap(node)) {
        const pair = node.items.find(({ key }) => (isScalar(key) ? String(key.value) : key) === String(step));
        if (pair === undefined) break;
        offset = offsetOf(pair.key) ?? offset;
        node = pair.value;
      } else if (isSeq(node)) {
        const item = node.items[Number(step)];
        if (item === undefined) break;
        offset = offsetOf(item) ?? offset;
        node = item;
      } else break;
    }
    return this.position(offset);
  }

  position(offset: number): Position {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  /** The text of a top-level field, also of a document with errors elsewhere. */
  text(field: string): string | undefined {
    const value: unknown = isMap(this.document.contents) ? this.document.contents.get(field) : undefined;
    return typeof value === 'string' ? value : undefined;
  }
}

/** The text of a YAML file is at most this many bytes. */
export const largestFile = 1_000_000;

/** A workspace is written by hand; what aliases make of it may not grow past this many copies. */
const largestAliasCount = 100;

export interface ParsedDocument {
  yaml: YamlDocument;
  /** The document as plain data; undefined where it has problems. */
  value: unknown;
  problems: Problem[];
}

/** Parses the documents of a file; an empty one is left out. */
export function parseYaml(file: string, text: string): ParsedDocument[] | Problem {
  const lineCounter = new LineCounter();
  try {
    const documents = parseAllDocuments(text, { lineCounter, prettyErrors: false, logLevel: 'error' });
    if (!Array.isArray(documents)) return [];
    return documents
      .filter((document) => !isEmpty(document))
      .map((document) => readDocument(new YamlDocument(file, document, lineCounter)));
  } catch (error) {
    if (error instanceof RangeError) return { file, field: '', message: 'the YAML is nested too deeply' };
    throw error;
  }
}

const isEmpty = ({ contents, errors }: Document.Parsed): boolean =>
  errors.length === 0 && (contents === null || (isScalar(contents) && contents.value === null));

function readDocument(yaml: YamlDocument): ParsedDocument {
  const { document, file } = yaml;
  const problem = (offset: number, message: string): Problem => ({
    file,
    ...yaml.position(offset),
    field: '',
    message,
  });
  const syntax = syntaxErrors(document).map((error) => problem(error.pos[0], syntaxMessage(error)));
  if (syntax.length > 0) return { yaml, value: undefined, problems: syntax };
  const complaints = complaintsAbout(document).map(({ offset, message }) => problem(offset, message));
  if (complaints.length > 0) return { yaml, value: undefined, problems: complaints };
  try {
    const value: unknown = document.toJS({ maxAliasCount: largestAliasCount });
    if (!tooDeep(value)) return { yaml, value, problems: [] };
    return {
      yaml,
      value: undefined,
      problems: [problem(document.range[0], 'the YAML is nested too deeply')],
    };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const message = 'the aliases of this document repeat too much; write the values out';
    return { yaml, value: undefined, problems: [problem(document.range[0], message)] };
  }
}

/** A field given twice is a slip of its own; of what breaks the syntax only the first is no consequence. */
function syntaxErrors({ errors, warnings }: Document.Parsed): YAMLError[] {
  const all = [...errors, ...warnings];
  const duplicates = all.filter(({ code }) => code === 'DUPLICATE_KEY');
  return duplicates.length === all.length ? duplicates : all.slice(0, 1);
}

function syntaxMessage({ code, message }: YAMLError): string {
  if (code === 'DUPLICATE_KEY') return 'the same field is given twice';
  if (code === 'TAB_AS_INDENT') return 'YAML is indented with spaces, not tabs';
  // The parser descends by recursion, so brackets without end exhaust the stack.
  if (code === 'RESOURCE_EXHAUSTION') return 'the YAML is nested too deeply';
  return `not valid YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}
