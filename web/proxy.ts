import { type NextRequest, NextResponse } from 'next/server';

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

const wildcard = new Set(['0.0.0.0', '::', '[::]']);

/**
 * Answers only to the names under which this app is reached on purpose. There is no sign-in yet: without
 * this, a page elsewhere could point a name of its own at this address and read what the app shows.
 */
export function proxy(request: NextRequest): NextResponse {
  const host = (request.headers.get('host') ?? '').replace(/:\d+$/, '').toLowerCase();
  const configured = (process.env.WEFT_HOST ?? '127.0.0.1').toLowerCase();
  if (loopback.has(host) || host === configured || wildcard.has(configured)) return NextResponse.next();
  return new NextResponse(`Weft does not answer to the name "${host}". Open it as http://${configured}.\n`, {
    status: 421,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  });
}

export const config = { matcher: '/((?!_next/static|icon.svg).*)' };
