'use client';

import { createContext, useContext } from 'react';
import type { AskableColumn, AskableEntity, Catalogue, ValueKind } from '../../data/segment-catalogue.ts';
import type { Memory, Subject } from './conditions.ts';
import type { Draft, How } from './tree.ts';

/** What can be done to a row, by its id. */
export interface RowActions {
  change: (id: string, to: (now: Draft) => Draft, of?: string) => void;
  addCondition: (id: string) => void;
  addGroup: (id: string) => void;
  setHow: (id: string, how: How) => void;
  remove: (id: string) => void;
  duplicate: (id: string) => void;
  shift: (id: string, by: -1 | 1) => void;
  nest: (id: string) => void;
  lift: (id: string) => void;
  negate: (id: string) => void;
  toggle: (id: string, open?: boolean) => void;
  focus: (id: string) => void;
  move: (id: string, before: { id: string; after: boolean }) => void;
}

export interface BuilderTools {
  catalogue: Catalogue;
  /** Where a question of the builder is answered. */
  ask: (what: string) => string;
  memory: Memory;
  actions: RowActions;
  editable: boolean;
  /** When the data was last computed, in words. */
  asOf: string | null;
}

export const BuilderContext = createContext<BuilderTools | null>(null);

export function useBuilder(): BuilderTools {
  const tools = useContext(BuilderContext);
  if (tools === null) throw new TypeError('a part of the builder stands outside it');
  return tools;
}

export const columnOf = (catalogue: Catalogue, { family, name }: Subject): AskableColumn | undefined =>
  (family === 'trait' ? catalogue.traits : family === 'profile' ? catalogue.profile : []).find(
    (column) => column.name === name,
  );

export const entityOf = (catalogue: Catalogue, slug: string): AskableEntity | undefined =>
  catalogue.entities.find((entity) => entity.slug === slug);

export const kindOf = (catalogue: Catalogue, subject: Subject): ValueKind =>
  columnOf(catalogue, subject)?.kind ?? 'text';

const humanised = (name: string): string => {
  const words = name.replaceAll(/[_.]/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** What a subject is called; the words of its name where it is not there any more. */
export function titleOf(catalogue: Catalogue, subject: Subject): string {
  const { family, name } = subject;
  const found =
    family === 'segment'
      ? catalogue.segments.find(({ slug }) => slug === name)?.name
      : family === 'consent'
        ? catalogue.consents.find(({ slug }) => slug === name)?.name
        : family === 'rows'
          ? entityOf(catalogue, name)?.name
          : family === 'event'
            ? catalogue.events.find((event) => event.name === name)?.title
            : columnOf(catalogue, subject)?.title;
  return found ?? humanised(name);
}
