import type { ColumnKind } from '../../dialect.ts';
import { duckdbDialect } from '../dialect.ts';
import { kindOfName } from '../values.ts';
import { commonShape } from './detect.ts';
import { fileFault } from './fault.ts';
import type { FileReader } from './reader.ts';
import { type Shape, shapeOfType, textShape } from './shapes.ts';
import type { TargetColumn } from './target.ts';

/** A column of the table that a file fills. */
export interface FilledColumn {
  /** In the table. */
  name: string;
  shape: Shape;
  /** Of the file's own columns. */
  index: number;
}

export interface ReadFile {
  reader: FileReader;
  shapes: readonly (Shape | undefined)[];
}

const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** The columns of a table made from these files: those of the first, then those that others add. */
export function plannedColumns(
  files: readonly ReadFile[],
  chosen: Readonly<Record<string, ColumnKind>> = {},
): { name: string; shape: Shape }[] {
  const names: string[] = [];
  for (const { reader } of files) {
    for (const { name } of reader.columns) {
      if (!names.some((known) => sameName(known, name))) names.push(name);
    }
  }
  checkChosen(files, names, chosen);
  return names.map((name) => {
    const kind = Object.entries(chosen).find(([given]) => sameName(given, name))?.[1];
    if (kind !== undefined) return { name, shape: shapeOfType(duckdbDialect.type(kind)) };
    const shapes = files.flatMap(({ reader, shapes: found }) => {
      const index = indexOf(reader, name);
      return index === undefined ? [] : [found[index]];
    });
    return { name, shape: commonShape(shapes) ?? textShape };
  });
}

function checkChosen(
  files: readonly ReadFile[],
  names: readonly string[],
  chosen: Readonly<Record<string, ColumnKind>>,
): void {
  for (const given of Object.keys(chosen)) {
    const [first] = files;
    if (first === undefined || names.some((name) => sameName(name, given))) continue;
    throw fileFault(first.reader.file, `has no column "${given}", for which a type was given`, {
      mend: `Its columns are ${names.join(', ')}.`,
    });
  }
}

/** The columns of an existing table as these files fill them. */
export function appendedColumns(
  files: readonly ReadFile[],
  table: string,
  columns: readonly TargetColumn[],
): { name: string; shape: Shape }[] {
  for (const { reader } of files) {
    const extra = reader.columns.find(({ name }) => !columns.some((column) => sameName(column.name, name)));
    if (extra) {
      throw fileFault(reader.file, `the table ${table} has no column "${extra.name}"`, {
        field: extra.name,
        mend: `Its columns are ${columns.map(({ name }) => name).join(', ')}. Rename the column, leave it out, or load all files anew without --append.`,
      });
    }
  }
  const detected = plannedColumns(files);
  return columns.flatMap(({ name, type }) => {
    const found = detected.find((column) => sameName(column.name, name));
    return found === undefined ? [] : [{ name, shape: fittingShape(found.shape, type) }];
  });
}

/** A date's notation is that of the file; all else must read as the table's type. */
function fittingShape(shape: Shape, type: string): Shape {
  const kind = kindOfName(type);
  const own = shape.kind === kind && (kind === 'date' || kind === 'timestamp');
  return own || shape.type.toLowerCase() === type.toLowerCase() ? shape : shapeOfType(type);
}

/** Those of a table's columns that one file has. */
export function filledColumns(
  reader: FileReader,
  columns: readonly { name: string; shape: Shape }[],
): FilledColumn[] {
  return columns.flatMap((column) => {
    const index = indexOf(reader, column.name);
    return index === undefined ? [] : [{ ...column, index }];
  });
}

function indexOf(reader: FileReader, name: string): number | undefined {
  const index = reader.columns.findIndex((column) => sameName(column.name, name));
  return index === -1 ? undefined : index;
}

/** SQL of a file's cells, `v0`, `v1`, …: text, unless the file's own type is the shape's. */
export function cells(reader: FileReader, columns: readonly FilledColumn[]): string {
  const selected = columns.map(({ index, shape }) => {
    const native = reader.columns[index]?.native;
    const typed = typeof native === 'object' && shape.type.toLowerCase() !== native.type.toLowerCase();
    return `${typed ? `cast(c${index} as varchar)` : `c${index}`} as v${index}`;
  });
  return selected.join(', ');
}
