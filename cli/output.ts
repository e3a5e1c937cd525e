/**
 * The one place of the command line that prints. Without --json: text on stdout. With it: stdout is one JSON
 * document and all else goes to stderr. Imports Node's own modules only, as the wrapper uses it before npm ran.
 */
import { ConfigError, messageOf, type Place, WeftError } from '../connectors/errors.ts';

let json = false;
let answered = false;

/** Set once, from the command's --json, before it runs. */
export function useJson(on: boolean): void {
  json = on;
}

/** The command's result: `document` with --json, else the text. Called once by each command. */
export function answer(document: unknown, text: string | (() => string)): void {
  answered = true;
  if (json) process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  else writeText(process.stdout, typeof text === 'function' ? text() : text);
}

/** A line on the way: what happens, an address, a hint. */
export function note(text: string): void {
  writeText(json ? process.stderr : process.stdout, redact(text));
}

export function warn(text: string): void {
  writeText(process.stderr, redact(`warning: ${text}`));
}

/** Prints an error as what happened, where, and its mend. Returns the exit code. */
export function reportError(error: unknown): number {
  const report = describeError(error);
  const lines = [`error: ${report.message}`];
  if (report.place) lines.push(`  at ${placeText(report.place)}`);
  if (report.mend) lines.push(`  do: ${report.mend}`);
  if (debugging()) lines.push(...causes(error));
  writeText(process.stderr, redact(lines.join('\n')));
  if (json && !answered) {
    answered = true;
    process.stdout.write(`${redact(JSON.stringify({ error: report }, null, 2))}\n`);
  }
  return 1;
}

interface ErrorReport {
  message: string;
  mend?: string;
  place?: Place;
}

function describeError(error: unknown): ErrorReport {
  if (error instanceof WeftError) {
    return {
      message: error.message,
      ...(error.mend === undefined ? {} : { mend: error.mend }),
      ...(error instanceof ConfigError && error.place ? { place: error.place } : {}),
    };
  }
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const denied: ErrorReport = {
    message: messageOf(error),
    mend: 'Give that file to the user who runs Weft, or set WEFT_HOME to a folder of your own.',
  };
  const known: Partial<Record<string, ErrorReport>> = {
    ENOSPC: { message: 'The disk is full', mend: 'Free some space, then run the command again.' },
    EROFS: { message: messageOf(error), mend: 'Set WEFT_HOME to a folder that can be written.' },
    EACCES: denied,
    EPERM: denied,
  };
  return (
    known[String(code)] ?? {
      message: messageOf(error) || 'something failed without a message',
      mend: 'This error was not foreseen: WEFT_LOG_LEVEL=debug shows where it came from.',
    }
  );
}

/** `file:line:column (field)`, as editors and terminals link it. */
function placeText(place: Place): string {
  const position = [place.file, place.line, place.column].filter((part) => part !== undefined).join(':');
  return place.field === undefined ? position : `${position} (${place.field})`;
}

function causes(error: unknown): string[] {
  const lines: string[] = [];
  for (let each = error, depth = 0; each !== undefined && each !== null && depth < 8; depth += 1) {
    lines.push(each instanceof Error ? (each.stack ?? each.message) : String(each));
    each = each instanceof Error ? each.cause : undefined;
  }
  return lines.map((line, depth) => (depth === 0 ? `  ${line}` : `  caused by ${line}`));
}

const secretName = /PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|KEY|CREDENTIAL/i;
const passwordInUrl = /([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s/@]+@/gi;

/** Takes out passwords in URLs, and the values of environment variables whose names say they are secret. */
export function redact(text: string): string {
  let result = text.replace(passwordInUrl, '$1:***@');
  for (const [name, value] of Object.entries(process.env)) {
    // Shorter values are words like "yes", which would tear up the text.
    if (value && value.length >= 6 && secretName.test(name)) result = result.replaceAll(value, '***');
  }
  return result;
}

/** Rows as a plain aligned table; columns are as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, cell.length);
    });
  }
  return rows
    .map((row) =>
      row
        .map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function debugging(): boolean {
  return process.env.WEFT_LOG_LEVEL === 'debug';
}

function writeText(stream: NodeJS.WriteStream, text: string): void {
  stream.write(text.endsWith('\n') ? text : `${text}\n`);
}

// A reader that has seen enough (`weft query … | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
