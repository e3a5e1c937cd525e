import { InvalidArgumentError } from 'commander';

/** Reads an option that is a whole number from 1, of so many digits at most. */
export const countOf =
  (digits: number) =>
  (text: string): number => {
    if (!/^[1-9]\d*$/.test(text) || text.length > digits)
      throw new InvalidArgumentError('needs a whole number from 1');
    return Number(text);
  };
