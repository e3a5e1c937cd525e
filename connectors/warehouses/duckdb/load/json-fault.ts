/** What is wrong with a JSON text, and where: `position` counts characters from 0. */
export interface JsonFault {
  position: number;
  problem: string;
}

class Found extends Error {
  readonly position: number;

  constructor(position: number, problem: string) {
    super(problem);
    this.position = position;
  }
}

const scalar = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON allows none of them in a string
const text = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const blank = /[ \t\r\n]*/y;

/** Reads JSON by its grammar. V8's parser tells of many faults what they are, but not where. */
class JsonReader {
  readonly #text: string;
  #at = 0;

  constructor(json: string) {
    this.#text = json;
  }

  document(): void {
    this.#value();
    this.#skipBlank();
    if (this.#at < this.#text.length) this.#fail('text follows its end');
  }

  #value(): void {
    this.#skipBlank();
    const char = this.#text[this.#at];
    if (char === '{') this.#object();
    else if (char === '[') this.#list();
    else if (char === '"') this.#string();
    else if (!this.#take(scalar)) this.#fail('a value is missing');
  }

  #object(): void {
    const keys = new Set<string>();
    this.#items('}', () => {
      this.#skipBlank();
      const start = this.#at;
      if (this.#text[start] !== '"') this.#fail('a key in double quotes is missing');
      this.#string();
      const key = this.#text.slice(start, this.#at);
      if (keys.has(key)) throw new Found(start, `the key ${key} is there twice`);
      keys.add(key);
      this.#skipBlank();
      if (this.#text[this.#at] !== ':') this.#fail('a colon is missing');
      this.#at += 1;
      this.#value();
    });
  }

  #list(): void {
    this.#items(']', () => this.#value());
  }

  #items(end: string, item: () => void): void {
    this.#at += 1;
    this.#skipBlank();
    if (this.#text[this.#at] === end) {
      this.#at += 1;
      return;
    }
    for (;;) {
      item();
      this.#skipBlank();
      const char = this.#text[this.#at];
      if (char !== ',' && char !== end) this.#fail(`a comma or ${end} is missing`);
      this.#at += 1;
      if (char === end) return;
    }
  }

  #string(): void {
    if (!this.#take(text)) this.#fail('a text is not closed, or holds a character that must be escaped');
  }

  #take(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found) this.#at = pattern.lastIndex;
    return found !== null;
  }

  #skipBlank(): void {
    this.#take(blank);
  }

  #fail(problem: string): never {
    throw new Found(this.#at, this.#at >= this.#text.length ? 'it ends too early' : problem);
  }
}

/** The first fault of a JSON text, a key that an object has twice included. */
export function jsonFault(json: string): JsonFault | undefined {
  try {
    new JsonReader(json).document();
    return undefined;
  } catch (error) {
    if (error instanceof Found) return { position: error.position, problem: error.message };
    throw error;
  }
}
