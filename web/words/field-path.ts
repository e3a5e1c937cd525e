type Fields = Record<string, unknown>;

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};

/** The value of a field below a value, by a path such as `auth.client_id`; undefined where there is none. */
export function atPath(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (now, name) => (Object.hasOwn(fieldsOf(now), name) ? fieldsOf(now)[name] : undefined),
      value,
    );
}

/** A copy with the field at a path set; what is on the way and missing is made. */
export function withPath(value: unknown, path: string, to: unknown): Fields {
  const [name = '', ...rest] = path.split('.');
  const fields = fieldsOf(value);
  const held = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return { ...fields, [name]: rest.length === 0 ? to : withPath(held, rest.join('.'), to) };
}
