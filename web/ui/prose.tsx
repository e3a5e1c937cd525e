/** A sentence in which what stands between backticks is code: "Start it with `./weft up`." */
export function Prose({ text }: { text: string }) {
  return text.split('`').map((part, place) =>
    // Odd places are between backticks; the places of a text are fixed.
    // biome-ignore lint/suspicious/noArrayIndexKey: see above
    place % 2 === 1 ? <code key={place}>{part}</code> : part,
  );
}
