import { ConfigError } from '../../connectors/errors.ts';
import type { Cost } from '../../connectors/warehouses/connection.ts';
import { bytesOf, formatBytes } from '../words/bytes.ts';
import type { Workspace } from './resource.ts';

/** The limits that a workspace declares, in bytes and credits; null for one that it does not. */
export interface Budget {
  bytesPerQuery: number | null;
  bytesPerDay: number | null;
  creditsPerDay: number | null;
}

export function budgetOf(workspace: Workspace): Budget {
  const { bytes_per_query, bytes_per_day, credits_per_day } = workspace.all('workspace')[0]?.budget ?? {};
  return {
    bytesPerQuery: bytes_per_query === undefined ? null : bytesOf(bytes_per_query),
    bytesPerDay: bytes_per_day === undefined ? null : bytesOf(bytes_per_day),
    creditsPerDay: credits_per_day ?? null,
  };
}

/** Whether any limit is declared. */
export const hasLimit = (budget: Budget): boolean => Object.values(budget).some((limit) => limit !== null);

/** Refuses one statement, `what` (`the model events`), that would read more than a query may. Throws ConfigError. */
export function keepQueryToBudget(budget: Budget, what: string, estimate: Cost | null): void {
  const limit = budget.bytesPerQuery;
  if (limit === null || estimate?.bytes == null || estimate.bytes <= limit) return;
  throw new ConfigError(
    `${what} would read about ${formatBytes(estimate.bytes)}, more than the ${formatBytes(limit)} of budget.bytes_per_query`,
    {
      mend: 'Read less of it (fewer columns, a filter on the partitioned time), or raise budget.bytes_per_query of the workspace and apply it.',
    },
  );
}

/** What the refreshes of a day have used. */
export interface Use {
  bytes: number;
  credits: number;
}

/** What a refresh is about to use; null where nothing of it is known. */
export type ExpectedUse = { [Unit in keyof Use]: Use[Unit] | null };

/** Refuses a refresh that would bring the day's use beyond a limit. Throws ConfigError. */
export function keepDayToBudget(budget: Budget, today: Use, expected: ExpectedUse, zone: string): void {
  const kinds = [
    { field: 'bytes_per_day', limit: budget.bytesPerDay, unit: 'bytes', shown: formatBytes },
    { field: 'credits_per_day', limit: budget.creditsPerDay, unit: 'credits', shown: formatCredits },
  ] as const;
  for (const { field, limit, unit, shown } of kinds) {
    const next = expected[unit];
    // A day whose limit is reached is over even where it is not known what the next refresh would use.
    if (limit === null || (today[unit] < limit && today[unit] + (next ?? 0) <= limit)) continue;
    const used = `today's refreshes have used ${shown(today[unit])} of the ${shown(limit)} of budget.${field}`;
    throw new ConfigError(
      next === null
        ? `The budget of the day is used up: ${used}`
        : `The refresh would use about ${shown(next)}, and ${used}`,
      {
        mend: `Wait until the day ends at midnight (${zone}), build fewer models with \`./weft run --select\`, or raise budget.${field} of the workspace and apply it.`,
      },
    );
  }
}

const formatCredits = (credits: number): string => `${Number(credits.toPrecision(3))} credits`;
