/** A reason without what stands in quotes: a vendor, or Weft, may quote a customer's value there. */
export const discreet = (reason: string): string =>
  reason.replace(/"[^"]*"|'[^']*'|“[^”]*”/g, (quoted) => `${quoted[0]}…${quoted.at(-1)}`);
