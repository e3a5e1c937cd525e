/**
 * A record's key as it is read: a key of several columns is kept with the length before each (`11:u4154962700|-`,
 * a dash for none), which says nothing to a reader.
 */
export function readableKey(key: string): string {
  const parts: string[] = [];
  let rest = key;
  while (rest !== '') {
    const length = /^(\d+):/.exec(rest);
    if (rest.startsWith('-')) rest = rest.slice(1);
    else if (length?.[1] !== undefined) {
      const characters = [...rest.slice(length[0].length)];
      const size = Number(length[1]);
      if (characters.length < size) return key;
      parts.push(characters.slice(0, size).join(''));
      rest = characters.slice(size).join('');
    } else return key;
    if (rest !== '' && !rest.startsWith('|')) return key;
    rest = rest.slice(1);
  }
  return parts.length === 0 ? key : parts.join(' · ');
}
