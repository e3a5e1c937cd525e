/** How much room a golden column needs in a list; the others share what is left. */
export function goldenWidth(column: string): string | undefined {
  if (column === 'email') return '24%';
  if (column === 'phone') return '132px';
  return column === 'country' ? '84px' : undefined;
}
