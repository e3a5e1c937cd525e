/** Where in a statement its fault is, from 1; null where the engine does not say. */
export interface FaultPlace {
  line: number;
  column: number | null;
}

export interface StatementFault {
  message: string;
  place: FaultPlace | null;
}

/** DuckDB quotes the line with a caret under the place; Snowflake and BigQuery write numbers. */
export function faultOf(message: string): StatementFault {
  const quoted = /\n*LINE (\d+): ([^\n]*)\n( *)\^\s*/.exec(message);
  if (quoted !== null) {
    const [whole, line = '1', , before = ''] = quoted;
    const column = before.length - `LINE ${line}: `.length + 1;
    return {
      message: message.replace(whole, '').trim(),
      place: { line: Number(line), column: column > 0 ? column : null },
    };
  }
  const written = /error line (\d+) at position (\d+)/.exec(message) ?? /\bat \[(\d+):(\d+)\]/.exec(message);
  return {
    message: message.trim(),
    place: written === null ? null : { line: Number(written[1]), column: Number(written[2]) },
  };
}
