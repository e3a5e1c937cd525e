import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createTransport } from 'nodemailer';
import { shown } from '../destinations/exchange.ts';
import { guardedSocket } from '../egress.ts';
import { AuthError, ConfigError, messageOf, Unavailable, WeftError } from '../errors.ts';
import { type Notice, tellTimeoutMs } from './define.ts';
import { bodyText } from './text.ts';

interface EmailSettings {
  email: string | string[];
  from: string;
  /** `smtp://` or `smtps://`, with the user and password where the server asks for them. */
  smtp: string;
}

/**
 * Sends a notice by SMTP; resolves to the server's answer. A password goes over TLS alone, unless the address ends in
 * `?tls=optional`.
 */
export async function sendEmail(
  { email, from, smtp }: EmailSettings,
  notice: Notice,
  signal: AbortSignal,
): Promise<string> {
  const server = serverOf(smtp);
  const secrets = [server.auth?.pass ?? '', server.auth?.user ?? ''];
  const place = `${server.host}:${server.port}`;
  let socket: Socket | undefined;
  try {
    socket = await connected(server, signal);
    const transport = createTransport({
      host: server.host,
      port: server.port,
      secure: server.secure,
      requireTLS: server.auth !== undefined && !server.tlsOptional,
      auth: server.auth,
      connection: socket,
      greetingTimeout: tellTimeoutMs,
      socketTimeout: tellTimeoutMs,
    });
    const { response } = await transport.sendMail({
      from,
      to: email,
      subject: notice.title,
      text: bodyText(notice),
      date: notice.at,
      // Mail that is sent again after a crash is the same mail.
      messageId: mailId(notice.id),
      // Mail clients show what is told of one alert together.
      headers: { 'auto-submitted': 'auto-generated', references: mailId(notice.key) },
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    return shown(response, secrets);
  } catch (error) {
    signal.throwIfAborted();
    throw mailError(error, place, secrets);
  } finally {
    socket?.destroy();
  }
}

const mailId = (text: string): string =>
  `<${createHash('sha256').update(text).digest('hex').slice(0, 32)}@weft>`;

function serverOf(smtp: string) {
  if (!URL.canParse(smtp) || !/^smtps?:\/\/[^/]/.test(smtp)) {
    throw new ConfigError('the address of the mail server is not smtp://host:port or smtps://host:port', {
      mend: 'Correct `smtp`, or the environment variable that it is read from; encode signs such as @ in the password.',
    });
  }
  const url = new URL(smtp);
  const secure = url.protocol === 'smtps:';
  const user = decodeURIComponent(url.username);
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(url.port || (secure ? 465 : 587)),
    secure,
    tlsOptional: url.searchParams.get('tls') === 'optional',
    auth: user === '' ? undefined : { user, pass: decodeURIComponent(url.password) },
  };
}

async function connected(target: { host: string; port: number }, signal: AbortSignal): Promise<Socket> {
  const socket = guardedSocket({ host: target.host, port: target.port });
  try {
    const connecting = once(socket, 'connect', {
      signal: AbortSignal.any([signal, AbortSignal.timeout(tellTimeoutMs)]),
    });
    socket.connect(target.port, target.host);
    await connecting;
    return socket;
  } catch (error) {
    socket.on('error', () => undefined).destroy();
    throw error;
  }
}

function mailError(error: unknown, place: string, secrets: readonly string[]): WeftError {
  if (error instanceof WeftError) return error;
  const said = `the mail server ${place}: ${shown(messageOf(error), secrets)}`;
  const fields = error instanceof Error ? error : {};
  const code = 'code' in fields ? fields.code : undefined;
  const answered = 'responseCode' in fields ? Number(fields.responseCode) : 0;
  if (code === 'EAUTH' || code === 'ENOAUTH')
    return new AuthError(said, { mend: 'Check the user and the password of `smtp`.', cause: error });
  if (code === 'ETLS') {
    const mend = 'Use smtps://, or end the address in ?tls=optional where the network is trusted.';
    return new ConfigError(said, { mend, cause: error });
  }
  if (answered >= 500)
    return new ConfigError(said, { mend: 'Check `from`, the addresses and what the server lets Weft send.' });
  return new Unavailable(said, {
    mend: 'Check that `smtp` is right and that the server runs.',
    cause: error,
  });
}
