import { z } from 'zod';

const outputs = z.record(
  z.string(),
  z.looseObject({ type: z.string(), maximum_bytes_billed: z.coerce.number().optional() }),
);

/** A dbt profile whose BigQuery jobs may read no more than so many bytes each; any other is left as it is. */
export function withByteLimit(
  profile: Record<string, unknown>,
  bytes: number | null,
): Record<string, unknown> {
  if (bytes === null) return profile;
  const limited = Object.entries(outputs.parse(profile.outputs)).map(([name, output]) => {
    if (output.type !== 'bigquery') return [name, output];
    const limit = Math.min(bytes, output.maximum_bytes_billed ?? bytes);
    return [name, { ...output, maximum_bytes_billed: limit }];
  });
  return { ...profile, outputs: Object.fromEntries(limited) };
}
