import { defineConfig } from 'drizzle-kit';

/** After a change of the schema: `npx drizzle-kit generate --name what-changed`; migrations are never edited. */
export default defineConfig({
  dialect: 'postgresql',
  schema: ['./connectors/control/schema.ts', './connectors/control/people-schema.ts'],
  out: './connectors/control/migrations',
});
