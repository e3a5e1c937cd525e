const fixed = ['weft_id', 'person_id', 'source', 'event', 'at', 'event_key'];

/** A property of events as the model names it: a name that Weft uses itself is prefixed. */
export const propertyName = (column: string): string =>
  fixed.includes(column.toLowerCase()) ? `property_${column}` : column;
