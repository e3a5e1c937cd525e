import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Part } from '../../cli/platform/part.ts';
import { SupervisedPart } from '../../cli/platform/supervised-part.ts';
import { eventually, temporaryHome } from './home.ts';

test('a part that crashes again and again is given up, with the end of its log', {
  timeout: 30_000,
}, async () => {
  const { part, givenUp } = supervise(
    script(() => 'console.log("the disk said no"); setTimeout(() => process.exit(3), 300)'),
  );
  await part.start();
  const error = await givenUp;
  expect(error.message).toContain('web crashed 5 times within a minute: it ended with exit code 3');
  expect(error.message).toContain('the disk said no');
  expect(part.state).toBe('failed');
  expect(part.restarts).toBe(4);
});

test('a chosen port that another process took in between is chosen again', async () => {
  const tried: number[] = [];
  const { part } = supervise(
    script((avoid) => {
      const port = avoid.has(1) ? 2 : 1;
      tried.push(port);
      return port === 1
        ? 'console.log("Error: listen EADDRINUSE"); process.exit(1)'
        : 'console.log("listening"); setInterval(() => {}, 1000)';
    }),
  );
  await part.start();
  expect(tried).toEqual([1, 2]);
  expect(part.state).toBe('ready');
});

test('a part that ignores the polite signal is killed, with what it started', async () => {
  const { part } = supervise(
    script(
      () => `
        process.on('SIGTERM', () => {});
        require('node:child_process').spawn('sleep', ['600'], { stdio: 'ignore' });
        console.log('listening');
        setInterval(() => {}, 1000);`,
    ),
  );
  await part.start();
  const identity = part.identity;
  await part.stop();
  if (!identity) throw new Error('it had no process');
  // The group's last member may still wait for the system to take note.
  await eventually(() => expect(() => process.kill(-identity.pid, 0)).toThrow('ESRCH'));
});

/** A part that runs a few lines of JavaScript; it is ready when it has printed anything. */
function script(code: (avoid: ReadonlySet<number>) => string): Part {
  return {
    name: 'web',
    readyWithinMs: 10_000,
    stopSignals: ['SIGTERM'],
    graceMs: 300,
    async prepare() {},
    async launch(avoid) {
      const text = code(avoid);
      return {
        program: process.execPath,
        arguments: ['-e', text],
        env: process.env,
        folder: '/',
        orphanSignal: 'SIGKILL',
        ports: [],
        chosenPorts: [avoid.has(1) ? 2 : 1],
        endpoints: {},
      };
    },
    async check(output) {
      if (!/listening|disk/.test(output())) throw new Error('not yet');
    },
  };
}

function supervise(definition: Part) {
  let giveUp: (error: Error) => void = () => undefined;
  const givenUp = new Promise<Error>((resolve) => {
    giveUp = resolve;
  });
  const part = new SupervisedPart(
    definition,
    join(temporaryHome(), 'part.log'),
    () => undefined,
    (error) => giveUp(error),
  );
  onTestFinished(() => part.stop());
  return { part, givenUp };
}
