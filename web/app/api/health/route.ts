export const dynamic = 'force-dynamic';

/** Answers as soon as the process serves requests; the warehouse and the control database are not asked. */
export function GET(): Response {
  return Response.json({ ok: true });
}
