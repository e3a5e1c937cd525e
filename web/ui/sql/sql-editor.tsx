'use client';

import { autocompletion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { MySQL, PostgreSQL, type SQLNamespace, StandardSQL, sql } from '@codemirror/lang-sql';
import { useComputedColorScheme } from '@mantine/core';
import CodeMirror, { Decoration, EditorView, keymap, Prec } from '@uiw/react-codemirror';
import { useMemo, useRef } from 'react';
import type { Dialect } from '../../../connectors/warehouses/dialect.ts';
import type { SqlNames } from '../../data/sql-preview.ts';
import type { FaultPlace } from '../../words/statement-fault.ts';

export interface SqlEditorProps {
  value: string;
  onChange: (sql: string) => void;
  label: string;
  /** What may stand in braces: Weft's tables, or traits. */
  names: readonly { name: string; hint?: string }[];
  /** Tables that a statement may read, by their paths; of an expression, which reads none, there are none to complete. */
  tables?: SqlNames['tables'];
  engine?: Dialect['name'];
  /** The least height, in pixels; a single line has no number. */
  height: number;
  fault?: FaultPlace | null;
  readOnly?: boolean;
  /** Given what stands in the editor at that moment: the page may not have heard of it yet. */
  onRun?: (sql: string) => void;
  onSave?: (() => void) | undefined;
}

const dialects = { duckdb: PostgreSQL, snowflake: StandardSQL, bigquery: MySQL };

/** Tables by their schemas, as the language's own completion wants them. */
function namespaceOf(tables: SqlNames['tables']): SQLNamespace {
  const schemas: Record<string, Record<string, string[]>> = {};
  for (const [path, columns] of Object.entries(tables)) {
    const [schema = '', table = ''] = path.split('.');
    schemas[schema] = { ...schemas[schema], [table]: columns };
  }
  return schemas;
}

/** Names once a brace is open, with the brace that closes it. */
const inBraces =
  (names: () => SqlEditorProps['names']) =>
  (context: CompletionContext): CompletionResult | null => {
    const typed = context.matchBefore(/\{[a-z0-9_]*/);
    if (typed === null) return null;
    return {
      from: typed.from + 1,
      options: names().map(({ name, hint }) => ({
        label: name,
        ...(hint === undefined ? {} : { detail: hint }),
        apply: (view, _completion, from, to) => {
          const closed = view.state.sliceDoc(to, to + 1) === '}';
          view.dispatch({
            changes: { from, to, insert: closed ? name : `${name}}` },
            selection: { anchor: from + name.length + 1 },
          });
        },
      })),
      validFor: /^[a-z0-9_]*$/,
    };
  };

const theme = EditorView.theme({
  '&': { backgroundColor: 'var(--weft-paper)', color: 'var(--weft-ink)', fontSize: '13px' },
  '&.cm-focused': { outline: '2px solid var(--weft-woad-fill)', outlineOffset: '-1px' },
  '.cm-content': { fontFamily: 'var(--weft-mono)', caretColor: 'var(--weft-ink)' },
  '.cm-gutters': {
    backgroundColor: 'var(--weft-sunken)',
    color: 'var(--weft-dimmed)',
    borderRight: '1px solid var(--weft-hairline)',
  },
  '.cm-cursor': { borderLeftColor: 'var(--weft-ink)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--weft-woad-wash) !important',
  },
  '.cm-fault': { backgroundColor: 'var(--weft-madder-wash)', boxShadow: 'inset 3px 0 var(--weft-madder)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--weft-paper)',
    color: 'var(--weft-ink)',
    border: '1px solid var(--weft-hairline)',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--weft-woad-wash)',
    color: 'var(--weft-ink)',
  },
});

const oneLine = 44;

/** Marks the line that the warehouse names. */
function faultLine(fault: FaultPlace | null) {
  if (fault === null) return [];
  return EditorView.decorations.of((view) => {
    if (fault.line > view.state.doc.lines) return Decoration.none;
    return Decoration.set([
      Decoration.line({ class: 'cm-fault' }).range(view.state.doc.line(fault.line).from),
    ]);
  });
}

/** An editor of SQL that completes what may stand in it; Ctrl Enter runs it where it can be run. */
export default function SqlEditor(props: SqlEditorProps) {
  const { value, onChange, label, tables, engine, height, fault = null, readOnly = false } = props;
  const scheme = useComputedColorScheme('light');
  // Keys and completions stay the same ones, and do what the last render said.
  const latest = useRef(props);
  latest.current = props;
  const extensions = useMemo(() => {
    const names = inBraces(() => latest.current.names);
    const language = sql({
      ...(engine === undefined ? {} : { dialect: dialects[engine] }),
      ...(tables === undefined ? {} : { schema: namespaceOf(tables) }),
      upperCaseKeywords: false,
    });
    const keys = keymap.of([
      {
        key: 'Mod-Enter',
        run: (view) => {
          latest.current.onRun?.(view.state.doc.toString());
          return latest.current.onRun !== undefined;
        },
      },
      {
        key: 'Mod-s',
        run: () => {
          latest.current.onSave?.();
          return latest.current.onSave !== undefined;
        },
      },
    ]);
    return [
      language,
      tables === undefined
        ? autocompletion({ override: [names] })
        : language.language.data.of({ autocomplete: names }),
      EditorView.contentAttributes.of({ 'aria-label': label }),
      EditorView.lineWrapping,
      Prec.highest([keys, theme]),
    ];
  }, [engine, tables, label]);
  const all = useMemo(() => [...extensions, faultLine(fault)], [extensions, fault]);
  const setup = useMemo(
    () => ({
      ...{ foldGutter: false, searchKeymap: false },
      ...{ highlightActiveLine: false, highlightActiveLineGutter: false },
      ...{ lineNumbers: height > oneLine, autocompletion: tables !== undefined },
    }),
    [height, tables],
  );
  return (
    <CodeMirror
      value={value}
      onChange={onChange}
      extensions={all}
      theme={scheme}
      readOnly={readOnly}
      editable={!readOnly}
      minHeight={`${height}px`}
      maxHeight="520px"
      // Tab leads on, so that the keyboard can leave the editor.
      indentWithTab={false}
      basicSetup={setup}
    />
  );
}
