/**
 * Slack's control characters as text (its formatting reference, "Escaping text"); no others are to be escaped. Unescaped
 * they are markup: `<!channel>` calls everybody.
 */
export const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
