/** A path as a pattern that means this one file: the engine takes `*`, `?` and `[` in paths for patterns. */
export const exactPath = (path: string): string => path.replace(/[[*?]/g, (char) => `[${char}]`);
