import { connect, createServer, type Server } from 'node:net';
import { TLSSocket } from 'node:tls';

/** A certificate of its own authority for 127.0.0.1, for tests alone, with its key. */
export const certificate = `-----BEGIN CERTIFICATE-----
MIIBXTCCAQKgAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAkxMjcuMC4w
LjEwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
CTEyNy4wLjAuMTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABPIkUgJ9P5SyKbEG
tEdxNcC7FWGE2d9hJIPZhLlDUQMS/UXJKLFqjXoUY2ZIAaUtrzAAK+ziEA6+lzhS
skvc2wOjQzBBMA8GA1UdEQQIMAaHBH8AAAEwDwYDVR0TAQH/BAUwAwEB/zAdBgNV
HQ4EFgQUyEepTFxMxdTEuQieQGIFZUUp8ucwCgYIKoZIzj0EAwIDSQAwRgIhAPyE
7AqJat0XDreCDSvtFSL7fPDeHaxT/hMF+LIJ4WFnAiEAq5sUMnzX7CeME2yFvzhG
2oQK/Pd2d17/B39UGBuelbk=
-----END CERTIFICATE-----
`;
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgfe+s9lFuK7UxxxN1
GRIh4dhEGHn7L0Er17GM3bzULuehRANCAATyJFICfT+UsimxBrRHcTXAuxVhhNnf
YSSD2YS5Q1EDEv1FySixao16FGNmSAGlLa8wACvs4hAOvpc4UrJL3NsD
-----END PRIVATE KEY-----
`;

/** Speaks TLS for a PostgreSQL server that has none: agrees to the client's request for it, and passes on the rest. */
export async function tlsProxy(target: {
  host: string;
  port: number;
}): Promise<{ port: number; server: Server }> {
  const server = createServer((plain) => {
    plain.on('error', () => undefined);
    plain.once('data', () => {
      plain.write('S');
      const secure = new TLSSocket(plain, { isServer: true, key, cert: certificate });
      const upstream = connect(target);
      for (const one of [secure, upstream]) {
        one.on('error', () => undefined);
        one.on('close', () => {
          secure.destroy();
          upstream.destroy();
        });
      }
      secure.pipe(upstream).pipe(secure);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: Object(server.address()).port, server };
}
