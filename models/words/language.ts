/** The languages in which a definition is said. English is what the CLI, the API and dbt's docs write. */
export type Language = 'en' | 'de';
