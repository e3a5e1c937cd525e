'use client';

/** The last resort, when even the frame failed; it can rely on no style of the app. */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en">
      <body style={{ font: '14px/20px system-ui', margin: '64px auto', maxWidth: 560, padding: '0 20px' }}>
        <h1 style={{ fontSize: 24 }}>Weft could not show this page</h1>
        <p>
          Nothing was changed. Reload the page; the log has the details
          {error.digest ? ` (ref ${error.digest})` : ''}.
        </p>
      </body>
    </html>
  );
}
