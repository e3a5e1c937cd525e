'use client';

import { useState } from 'react';
import type { Sync } from '../../../models/workspace/kinds/sync.ts';
import type { KnownFields, SourceColumn } from '../../data/sync-editor.ts';
import { type Answer, useAnswer } from '../use-answer.ts';

export const editorAddress = '/api/sync-editor';

/** What both sides of a mapping have: the source's columns, and the destination's fields. */
export interface Sides {
  columns: Answer<SourceColumn[]>;
  fields: Answer<KnownFields>;
  /** Asks the destination again, past what it said lately. */
  askAnew: () => void;
}

/** Whether anything is chosen as the source. */
export const hasSource = ({ from }: Sync): boolean =>
  Object.values(from).some((value) => (typeof value === 'string' ? value !== '' : Array.isArray(value)));

export function useSides(spec: Sync): Sides {
  const [anew, setAnew] = useState(0);
  const { destination, object, ...options } = spec.to;
  const columns = useAnswer<SourceColumn[]>(
    editorAddress,
    hasSource(spec) ? { ask: 'columns', from: spec.from } : null,
  );
  const fields = useAnswer<KnownFields>(
    editorAddress,
    destination === '' || object === ''
      ? null
      : { ask: 'fields', to: { destination, object, options }, anew: anew > 0, asked: anew },
  );
  return { columns, fields, askAnew: () => setAnew((before) => before + 1) };
}
