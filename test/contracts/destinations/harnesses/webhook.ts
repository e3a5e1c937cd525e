import type { Harness } from '../harness.ts';
import { HttpSink } from '../http-sink.ts';
import { asText, closedPort } from './texts.ts';

export function webhook(name: string, options: object): Harness {
  return {
    name: `webhook ${name}`,
    type: 'webhook',
    object: 'request',
    options,
    async start() {
      const sink = await HttpSink.start();
      const secrets = ['a-bearer-token-of-mine', 'a-token-in-a-header'];
      const config = { auth: { bearer: secrets[0] }, headers: { 'X-Token': secrets[1] } };
      return {
        config: { ...config, url: `${sink.url}/people` },
        unreachable: { config: { ...config, url: await closedPort() }, error: 'Unavailable' },
        secrets,
        faults: sink.faults,
        refuse: (key, reason) => {
          const before = sink.refuse;
          sink.refuse = (row) => (row.key === key ? reason : before(row));
        },
        async received() {
          const rows = [...sink.held].map(([key, fields]) => ({ key, operation: 'held', fields }));
          const again = [...sink.taken].flatMap(([key, times]) => rowsTakenAgain(key, times));
          return [...rows, ...again].map((row) => ({ ...row, fields: asText(row.fields) }));
        },
        stop: () => sink.close(),
      };
    },
  };
}

const rowsTakenAgain = (key: string, times: number) =>
  Array.from({ length: times - 1 }, () => ({ key, operation: 'again', fields: {} }));
