/** The parts of an address that often are a token; what is no address has none. */
export function secretsOfAddress(address: string): string[] {
  const url = URL.parse(address);
  if (url === null) return [];
  const values = [...url.searchParams.values()].filter((value) => value.length >= 8);
  const segments = url.pathname.split('/').filter((segment) => segment.length >= 16);
  return [url.search.slice(1), ...values, ...segments];
}
