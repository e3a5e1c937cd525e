/** How a run came about. */
export type Trigger = 'cli' | 'app' | 'api' | 'schedule' | 'refresh' | 'sync' | 'dbt';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** A run's id: its start in base 32 milliseconds, then chance; sorts by time and is safe in a table's name. */
export function newRunId(now: number, random: () => number): string {
  let time = '';
  for (let rest = now; time.length < 9; rest = Math.floor(rest / 32)) time = alphabet[rest % 32] + time;
  let chance = '';
  while (chance.length < 7) chance += alphabet[Math.floor(random() * 32)];
  return `${time}${chance}`;
}
