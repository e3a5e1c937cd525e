import { lookup } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction, Socket } from 'node:net';
import ipaddr from 'ipaddr.js';
import { Agent, buildConnector, type Dispatcher, Pool } from 'undici';
import { ConfigError } from './errors.ts';

/**
 * What leaves Weft for an address that people typed. Private, loopback, link-local, carrier, multicast and
 * metadata addresses are refused unless WEFT_EGRESS_ALLOW lists them. The check is made on the address that
 * the socket connects to, so a name that resolves differently the second time gains nothing.
 */
export interface Egress {
  /** For undici. */
  dispatcher: Dispatcher;
  /** For clients that are built on node:http, as the AWS SDK is. */
  httpAgent: http.Agent;
  httpsAgent: https.Agent;
}

/** Azure's host channel: a public address that answers inside a virtual machine only. */
const metadataAddresses = new Set(['168.63.129.16']);
const nat64 = ipaddr.IPv6.parse('64:ff9b::');

/** The kind of a forbidden address (`private`, `loopback`, …), or undefined for one on the public internet. */
export function forbiddenKind(address: string): string | undefined {
  const parsed = ipaddr.process(address);
  // On networks with IPv6 alone, DNS64 gives IPv4 hosts an address that ends in theirs (RFC 6052).
  if (parsed instanceof ipaddr.IPv6 && parsed.match(nat64, 96)) {
    return forbiddenKind(ipaddr.fromByteArray(parsed.toByteArray().slice(12)).toString());
  }
  if (metadataAddresses.has(parsed.toString())) return 'metadata';
  const kind = parsed.range();
  return kind === 'unicast' ? undefined : kind;
}

/** `host` and `host:port` of a comma-separated list, in one spelling. */
export function parseAllowed(list: string): ReadonlySet<string> {
  const entries = list.split(',').map((entry) => entry.trim().toLowerCase());
  return new Set(entries.filter((entry) => entry !== '').map((entry) => entry.replace(/^\[(.*)\]/, '$1')));
}

interface Target {
  host: string;
  port: number;
}

class Guard {
  readonly #allowed: ReadonlySet<string>;

  constructor(allowed: ReadonlySet<string>) {
    this.#allowed = allowed;
  }

  #refusal(target: Target, address: string): ConfigError | undefined {
    const kind = forbiddenKind(address);
    const names = [target.host.toLowerCase(), address];
    if (kind === undefined) return undefined;
    if (names.some((name) => this.#allowed.has(name) || this.#allowed.has(`${name}:${target.port}`))) return;
    const resolved = target.host === address ? '' : ` resolves to ${address}, which`;
    return new ConfigError(`${target.host}${resolved} is not an address that syncs may reach (${kind})`, {
      mend: `If it is meant, add ${target.host}:${target.port} to the environment variable WEFT_EGRESS_ALLOW.`,
    });
  }

  /** Refuses a host that is itself an address: for those nothing is looked up. */
  literal(target: Target): ConfigError | undefined {
    return isIP(target.host) === 0 ? undefined : this.#refusal(target, target.host);
  }

  /** DNS that gives only addresses that may be reached. */
  lookup(target: Target): LookupFunction {
    return (name, options, callback) => {
      lookup(name, { ...options, all: true }, (error, found) => {
        if (error) return callback(error, []);
        const open = found.filter(({ address }) => this.#refusal(target, address) === undefined);
        const [first] = open;
        if (first === undefined) {
          const refusal = found.map(({ address }) => this.#refusal(target, address)).find(Boolean);
          return callback(refusal ?? new Error(`${name} has no address`), []);
        }
        if (options.all) return callback(null, open);
        callback(null, first.address, first.family);
      });
    };
  }
}

function guardedPool(origin: string | URL, guard: Guard): Pool {
  const url = new URL(origin);
  const target = {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(url.port || (url.protocol === 'https:' ? 443 : 80)),
  };
  // HTTP/1.1 alone: a stream that an HTTP/2 peer takes back leaves open whether the rows arrived.
  const connect = buildConnector({ allowH2: false, timeout: 10_000, lookup: guard.lookup(target) });
  return new Pool(origin, {
    keepAliveTimeout: 10_000,
    connect: (options, callback) => {
      const refusal = guard.literal(target);
      if (refusal) callback(refusal, null);
      else connect(options, callback);
    },
  });
}

/** Puts the check before each socket that an agent of node:http opens. */
function guarded<Kind extends http.Agent>(agent: Kind, guard: Guard): Kind {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, onSocket) => {
    const target = { host: options.host ?? 'localhost', port: Number(options.port) };
    const refusal = guard.literal(target);
    if (!refusal) return connect({ ...options, lookup: guard.lookup(target) }, onSocket);
    onSocket?.(refusal, new Socket());
    return undefined;
  };
  return agent;
}

class GuardedSocket extends Socket {
  readonly #target: Target;
  readonly #guard: Guard;

  constructor(target: Target, guard: Guard) {
    super();
    this.#target = target;
    this.#guard = guard;
  }

  /** Connects to its own target, whatever it is asked for. */
  override connect(..._asked: unknown[]): this {
    const refusal = this.#guard.literal(this.#target);
    if (refusal) return this.destroy(refusal);
    return super.connect({ ...this.#target, lookup: this.#guard.lookup(this.#target) });
  }
}

/** A socket that is yet to be connected, for clients that do not speak HTTP; it errs where it may not go. */
export const guardedSocket = (target: Target, allow: string = process.env.WEFT_EGRESS_ALLOW ?? ''): Socket =>
  new GuardedSocket(target, new Guard(parseAllowed(allow)));

const shared = new Map<string, Egress>();

/** The process's guarded connections; kept alive, and shared by all that have the same allow-list. */
export function egress(allow: string = process.env.WEFT_EGRESS_ALLOW ?? ''): Egress {
  const known = shared.get(allow);
  if (known) return known;
  const guard = new Guard(parseAllowed(allow));
  const made: Egress = {
    dispatcher: new Agent({ factory: (origin) => guardedPool(origin, guard) }),
    httpAgent: guarded(new http.Agent({ keepAlive: true }), guard),
    httpsAgent: guarded(new https.Agent({ keepAlive: true }), guard),
  };
  shared.set(allow, made);
  return made;
}
