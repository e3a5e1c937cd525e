/** A copy with a field set in its place, or without it where its value is undefined. */
export function withField<T extends object, K extends keyof T>(
  given: T,
  name: K,
  value: T[K] | undefined,
): T {
  const { [name]: _before, ...others } = given;
  // Whoever passes undefined has a field that may be missing.
  return value === undefined ? (others as T) : { ...given, [name]: value };
}
