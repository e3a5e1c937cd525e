import type { ColumnKind, Dialect } from '../../../connectors/warehouses/dialect.ts';
import type { MappedType } from '../../workspace/kinds/mapping.ts';

/** A value as JSON, and why a row's value is none of that type; each null or a text. */
export interface Typed {
  json: string;
  fault: string | null;
}

const numbers: readonly ColumnKind[] = ['integer', 'decimal', 'double'];

/** What a value of one kind is as a type of the destination's, without a change of what it says. */
export function typed(
  dialect: Dialect,
  { expression, kind, type }: { expression: string; kind: ColumnKind; type: MappedType },
): Typed {
  const text = dialect.text(expression, kind);
  const asText = { json: dialect.json(text, 'text'), fault: null };
  const plain = { json: dialect.json(expression, kind), fault: null };
  switch (type) {
    case 'text':
      return kind === 'text' ? plain : asText;
    case 'integer':
      if (kind === 'integer') return plain;
      return checked(dialect, text, 'an integer', {
        fits: dialect.regexpMatches(text, '^-?(0|[1-9][0-9]{0,17})$'),
        json: text,
      });
    case 'number':
      if (numbers.includes(kind)) return plain;
      return checked(dialect, text, 'a number', {
        fits: dialect.regexpMatches(text, '^-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]+)?$'),
        json: text,
      });
    case 'boolean':
      if (kind === 'boolean') return plain;
      return checked(dialect, text, 'true or false', {
        fits: `lower(${text}) in ('true', 'false', '1', '0', 'yes', 'no')`,
        json: `case when lower(${text}) in ('true', '1', 'yes') then 'true' else 'false' end`,
      });
    case 'date':
      if (kind === 'date') return plain;
      return checked(dialect, text, 'a date (YYYY-MM-DD)', {
        fits: `${dialect.tryCast(`substr(${text}, 1, 10)`, 'date')} is not null`,
        json: dialect.json(`substr(${text}, 1, 10)`, 'text'),
      });
    case 'timestamp':
      if (kind === 'timestamp' || kind === 'date') return plain;
      return checked(dialect, text, 'a time (ISO 8601)', {
        fits: dialect.regexpMatches(
          text,
          '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9.]+)?(Z|[-+][0-9:]{2,6})?)?$',
        ),
        json: dialect.json(text, 'text'),
      });
  }
}

function checked(
  dialect: Dialect,
  text: string,
  wanted: string,
  { fits, json }: { fits: string; json: string },
): Typed {
  const said = `concat(${dialect.json(`substr(${text}, 1, 60)`, 'text')}, ${dialect.literal(` is not ${wanted}`)})`;
  return {
    json: `case when ${fits} then ${json} end`,
    fault: `case when ${text} is not null and not (${fits}) then ${said} end`,
  };
}
