/** Why a link is no identifier, as the end of a sentence that begins with "it is". */
export const exclusionWords: Record<string, string> = {
  placeholder: 'a placeholder that says nothing',
  invalid: 'refused by the normaliser of its type',
  blocked: 'blocked by a pattern of its type',
  outside: 'of a source between whose records its type does not join (`within`)',
  alone: 'of a record that stands alone by decision',
};

export const countOf = (count: number, noun: string): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? noun : `${noun}s`}`;

export const weakWords = 'its type is weak: it joins only as part of a composite';
