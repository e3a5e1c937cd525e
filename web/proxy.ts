import { type NextRequest, NextResponse } from 'next/server';

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

const wildcard = new Set(['0.0.0.0', '::', '[::]']);

const sessionCookies = ['weft.session_token', '__Secure-weft.session_token'];

/** Where the browser has the app: Next's own address of a request may be another name of this machine. */
const origin = (request: NextRequest): string =>
  process.env.WEFT_PUBLIC_URL ?? `http://${request.headers.get('host') ?? request.nextUrl.host}`;

/** Where the app itself tells its pages which one was asked for: they send back there after the sign-in. */
const pathHeader = 'x-weft-path';

/**
 * Answers only to the names under which this app is reached on purpose: a page elsewhere could otherwise point a
 * name of its own at this address.
 */
export function proxy(request: NextRequest): NextResponse {
  const host = (request.headers.get('host') ?? '').replace(/:\d+$/, '').toLowerCase();
  const configured = (process.env.WEFT_HOST ?? '127.0.0.1').toLowerCase();
  const named = process.env.WEFT_PUBLIC_URL ? new URL(process.env.WEFT_PUBLIC_URL).hostname : configured;
  if (loopback.has(host) || host === configured || host === named || wildcard.has(configured)) {
    const asked = request.nextUrl.pathname + request.nextUrl.search;
    // Whether the session is good is the pages' to say; without one there is nothing to ask. What a page sends is
    // answered, not sent elsewhere: its words say that the session ended, and what was made stays on the page.
    const read = request.method === 'GET' || request.method === 'HEAD';
    if (read && asked.startsWith('/w/') && !sessionCookies.some((name) => request.cookies.has(name))) {
      return NextResponse.redirect(new URL(`/no-access?next=${encodeURIComponent(asked)}`, origin(request)));
    }
    const headers = new Headers(request.headers);
    headers.set(pathHeader, asked);
    return NextResponse.next({ request: { headers } });
  }
  return new NextResponse(`Weft does not answer to the name "${host}". Open it as http://${configured}.\n`, {
    status: 421,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  });
}

export const config = { matcher: '/((?!_next/static|icon.svg).*)' };
