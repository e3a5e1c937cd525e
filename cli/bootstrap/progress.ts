/** The one printer of steps: for what the wrapper installs, for builds, and for the parts that start and stop. */

export interface Step {
  /** A few words behind the title, while it runs and at its end. */
  detail(text: string): void;
  done(detail?: string): void;
  fail(detail?: string): void;
}

interface Line {
  title: string;
  detail: string;
  state: 'running' | 'done' | 'failed';
  started: number;
  seconds: number;
}

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #live: boolean;
  readonly #color: boolean;
  #lines: Line[] = [];
  #drawn = 0;
  #frame = 0;
  #timer: NodeJS.Timeout | undefined;

  /** Draws in place on a terminal, else writes one line when a step starts and one when it ends. */
  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream;
    this.#live = stream.isTTY === true && process.env.TERM !== 'dumb';
    this.#color = this.#live && !process.env.NO_COLOR;
  }

  step(title: string): Step {
    const line: Line = { title, detail: '', state: 'running', started: performance.now(), seconds: 0 };
    this.#lines.push(line);
    if (!this.#live) this.#stream.write(`→ ${title}\n`);
    this.#draw();
    const end = (state: 'done' | 'failed', detail?: string) => {
      if (line.state !== 'running') return;
      line.state = state;
      line.detail = detail ?? '';
      line.seconds = (performance.now() - line.started) / 1000;
      if (!this.#live) this.#stream.write(`${this.#text(line)}\n`);
      this.#draw();
    };
    return {
      detail: (text) => {
        line.detail = text;
        this.#draw();
      },
      done: (detail) => end('done', detail),
      fail: (detail) => end('failed', detail),
    };
  }

  /** A step around `work`; what it resolves to, where it is a text, is shown at its end. */
  async run<T>(title: string, work: (step: Step) => Promise<T>): Promise<T> {
    const step = this.step(title);
    try {
      const result = await work(step);
      step.done(typeof result === 'string' ? result : undefined);
      return result;
    } catch (error) {
      step.fail();
      throw error;
    }
  }

  /** A line of its own, above what still runs. */
  note(text: string): void {
    this.#clear();
    this.#stream.write(`${text}\n`);
    this.#draw();
  }

  #draw(): void {
    if (!this.#live) return;
    this.#clear();
    // Lines that ended scroll away with the terminal; only what runs is drawn again.
    while (this.#lines[0] && this.#lines[0].state !== 'running') {
      this.#stream.write(`${this.#text(this.#lines[0])}\n`);
      this.#lines.shift();
    }
    for (const line of this.#lines) this.#stream.write(`${this.#fit(this.#text(line))}\n`);
    this.#drawn = this.#lines.length;
    if (this.#drawn > 0 && !this.#timer) {
      this.#timer = setInterval(() => {
        this.#frame += 1;
        this.#draw();
      }, 100);
      this.#timer.unref();
    }
    if (this.#drawn === 0 && this.#timer) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
  }

  #clear(): void {
    if (this.#drawn > 0) this.#stream.write(`\u001b[${this.#drawn}A\u001b[0J`);
    this.#drawn = 0;
  }

  #text(line: Line): string {
    const sign =
      line.state === 'running'
        ? this.#paint(36, frames[this.#frame % frames.length] ?? '·')
        : line.state === 'done'
          ? this.#paint(32, '✔')
          : this.#paint(31, '✖');
    const seconds = line.state === 'running' ? (performance.now() - line.started) / 1000 : line.seconds;
    const parts = [line.detail, seconds >= 0.1 ? `${seconds.toFixed(1)} s` : ''].filter(
      (part) => part !== '',
    );
    return `${sign} ${line.title}${parts.length > 0 ? ` ${this.#paint(2, parts.join(', '))}` : ''}`;
  }

  /** A running line must not wrap, or drawing in place goes wrong. The colour codes make it err on the short side. */
  #fit(text: string): string {
    const width = this.#stream.columns || 80;
    return text.length <= width ? text : `${text.slice(0, width - 1)}${this.#color ? '\u001b[0m' : ''}`;
  }

  #paint(code: number, text: string): string {
    return this.#color ? `\u001b[${code}m${text}\u001b[0m` : text;
  }
}
