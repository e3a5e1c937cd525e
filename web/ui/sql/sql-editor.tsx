'use client';

import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { MySQL, PostgreSQL, type SQLNamespace, StandardSQL, sql } from '@codemirror/lang-sql';
import { useComputedColorScheme } from '@mantine/core';
import CodeMirror, { Decoration, EditorView, keymap, Prec } from '@uiw/react-codemirror';
import { useMemo, useRef } from 'react';
import type { SqlNames } from '../../data/sql-preview.ts';
import type { FaultPlace } from '../../words/statement-fault.ts';

interface SqlEditorProps {
  value: string;
  onChange: (sql: string) => void;
  label: string;
  engine: 'duckdb' | 'snowflake' | 'bigquery';
  names: SqlNames | null;
  fault: FaultPlace | null;
  readOnly: boolean;
  /** Given what stands in the editor at that moment: the page may not have heard of it yet. */
  onRun: (sql: string) => void;
  onSave: (() => void) | null;
}

const dialects = { duckdb: PostgreSQL, snowflake: StandardSQL, bigquery: MySQL };

/** Tables by their schemas, as the language's own completion wants them. */
function namespaceOf(names: SqlNames): SQLNamespace {
  const schemas: Record<string, Record<string, string[]>> = {};
  for (const [path, columns] of Object.entries(names.tables)) {
    const [schema = '', table = ''] = path.split('.');
    schemas[schema] = { ...schemas[schema], [table]: columns };
  }
  return schemas;
}

/** Weft's models once a brace is open. */
const inBraces =
  (models: readonly string[]) =>
  (context: CompletionContext): CompletionResult | null => {
    const before = context.matchBefore(/\{[a-z0-9_]*/);
    if (before === null) return null;
    const closed = context.state.sliceDoc(context.pos, context.pos + 1) === '}';
    const options = models.map(
      (name): Completion => ({
        label: `{${name}`,
        displayLabel: name,
        apply: closed ? `{${name}` : `{${name}}`,
      }),
    );
    return { from: before.from, options, validFor: /^\{[a-z0-9_]*$/ };
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
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
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

const setup = { foldGutter: false, searchKeymap: false };

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

/** An editor of SQL that completes what the warehouse has; Ctrl Enter runs it. */
export function SqlEditor(props: SqlEditorProps) {
  const { value, onChange, label, engine, names, fault, readOnly, onRun, onSave } = props;
  const scheme = useComputedColorScheme('light');
  const extensions = useMemo(() => {
    const language = sql({
      dialect: dialects[engine],
      ...(names === null ? {} : { schema: namespaceOf(names) }),
      upperCaseKeywords: false,
    });
    return [
      language,
      ...(names === null ? [] : [language.language.data.of({ autocomplete: inBraces(names.models) })]),
      EditorView.contentAttributes.of({ 'aria-label': label }),
      EditorView.lineWrapping,
    ];
  }, [engine, names, label]);
  // The keys stay the same ones, and do what the last render said.
  const latest = useRef({ onRun, onSave });
  latest.current = { onRun, onSave };
  const all = useMemo(() => {
    const keys = keymap.of([
      {
        key: 'Mod-Enter',
        run: (view) => {
          latest.current.onRun(view.state.doc.toString());
          return true;
        },
      },
      {
        key: 'Mod-s',
        run: () => {
          latest.current.onSave?.();
          return latest.current.onSave !== null;
        },
      },
    ]);
    return [...extensions, faultLine(fault), Prec.highest([keys, theme])];
  }, [extensions, fault]);
  return (
    <CodeMirror
      value={value}
      onChange={onChange}
      extensions={all}
      theme={scheme}
      readOnly={readOnly}
      editable={!readOnly}
      minHeight="220px"
      maxHeight="520px"
      // Tab leads on, so that the keyboard can leave the editor.
      indentWithTab={false}
      basicSetup={setup}
    />
  );
}
