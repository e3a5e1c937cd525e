const units = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  PB: 1e15,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
  TIB: 2 ** 40,
} as const;
const pattern = /^(\d+(?:\.\d+)?) ?([KMGTP]?B|[KMGT]iB)$/i;

/** `500GB`, `1.5 TB`, `20 GiB` as bytes, a kilobyte being 1000 of them; undefined for anything else. */
export function parseBytes(text: string): number | undefined {
  const [, amount, unit = ''] = pattern.exec(text.trim()) ?? [];
  const factor = Object.entries(units).find(([name]) => name === unit.toUpperCase())?.[1];
  if (amount === undefined || factor === undefined) return undefined;
  const bytes = Math.round(Number(amount) * factor);
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined;
}

/** Bytes of a size that was parsed before. */
export function bytesOf(size: string): number {
  const bytes = parseBytes(size);
  if (bytes === undefined) throw new TypeError(`not an amount of data: ${size}`);
  return bytes;
}

/** `1.2 GB`: three digits, in units of 1000. */
export function formatBytes(bytes: number): string {
  const names = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];
  let value = bytes;
  let step = 0;
  while (value >= 999.5 && step < names.length - 1) {
    value /= 1000;
    step += 1;
  }
  return `${Number(value.toPrecision(3))} ${names[step]}`;
}
