/** Ctrl-C and its like, as a signal to abort on. `happened` rejects; the second one kills. */
export interface Interrupt {
  signal: AbortSignal;
  happened: Promise<never>;
  onSecond: () => void;
  end(): void;
}

export class Interrupted extends Error {
  /** As shells count: 128 and the signal's number. */
  readonly exitCode: number;

  constructor(signal: NodeJS.Signals, number: number) {
    super(`stopped by ${signal}`);
    this.exitCode = 128 + number;
  }
}

const interrupts = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

export function listenForInterrupt(): Interrupt {
  const controller = new AbortController();
  const happened = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason));
  });
  happened.catch(() => undefined);
  const interrupt: Interrupt = {
    signal: controller.signal,
    happened,
    onSecond: () => undefined,
    end() {
      for (const [name, listener] of listeners) process.removeListener(name, listener);
    },
  };
  const listeners = Object.entries(interrupts).map(([name, number]) => {
    const listener = (signal: NodeJS.Signals) => {
      if (!controller.signal.aborted) {
        controller.abort(new Interrupted(signal, number));
        return;
      }
      interrupt.onSecond();
      process.exit(128 + number);
    };
    process.on(name, listener);
    return [name, listener] as const;
  });
  return interrupt;
}
