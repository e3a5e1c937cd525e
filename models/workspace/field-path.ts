/** The way from a resource to one of its fields. */
export type FieldPath = readonly PropertyKey[];

/** `['where', 'all', 0, 'trait']` as `where.all[0].trait`. */
export function fieldName(path: FieldPath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    const name = String(step);
    const plain = /^[\w-]+$/.test(name);
    return plain ? (text === '' ? name : `${text}.${name}`) : `${text}[${JSON.stringify(name)}]`;
  }, '');
}
