import { ConfigError } from '../../errors.ts';

/** Some statements or commands, and what they are for. */
export interface SetupStep {
  purpose: string;
  commands: readonly string[];
}

/** What an administrator reads and runs once, in order, and what Weft is given after. */
export interface Setup {
  language: 'SQL' | 'shell';
  /** Who may run it. */
  runAs: string;
  steps: readonly SetupStep[];
  /** Variables of Weft's environment; none is a secret. */
  environment: Readonly<Record<string, string>>;
}

/** A name that may stand in a statement and in a comment beside it. Throws ConfigError with the option at fault. */
export function oneLine(option: string, name: string): string {
  if (name.trim() !== '' && name.length <= 255 && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name)) return name;
  throw new ConfigError(`${option} is empty, longer than 255 characters, or holds control characters`, {
    mend: `Give ${option} the name as the warehouse has it.`,
  });
}

/** The parts of `schema` or `container.schema`, the container being a database or a project. Throws ConfigError. */
export function sourceParts(path: string, container: string): [container: string, schema: string] {
  const parts = oneLine('--source', path).split('.');
  const [first = '', second] = parts;
  if (parts.length > 2 || parts.some((part) => part.trim() === '')) {
    throw new ConfigError(`--source ${path} is not a schema`, {
      mend: 'Write schema, or database.schema (in BigQuery dataset, or project.dataset).',
    });
  }
  return second === undefined ? [container, first] : [first, second];
}
