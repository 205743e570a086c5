/**
 * The page that holds the panel's program. Nothing of a document is ever written into it: what the panel shows
 * arrives by message. Free of vscode, so that tests can read its policy and load it in a browser.
 */

export interface PanelPage {
  /** The source that the webview's own files come from, as the editor names it. */
  readonly cspSource: string;
  /** 128 random bits, fresh for every load, in the alphabet of base64. */
  readonly nonce: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  readonly title: string;
  /** What the page is written in, as a language tag. */
  readonly language: string;
  /** The script that holds the panel's words in that language; null: they are its own. */
  readonly wordsUri: string | null;
}

/** The empty text: the UI toolkit adds one empty inline style element, and no other is let in. */
const EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

/** The content security policy: no inline code, no `eval`, no connection, nothing from outside. */
export function panelPolicy({ cspSource, nonce }: Pick<PanelPage, 'cspSource' | 'nonce'>): string {
  return [
    "default-src 'none'",
    `style-src ${cspSource} ${EMPTY_STYLE}`,
    `font-src ${cspSource}`,
    `img-src ${cspSource} data:`,
    `script-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function escapeAttribute(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** @throws {RangeError} if the nonce has fewer than 128 bits or a character outside base64 */
export function panelHtml(page: PanelPage): string {
  if (!/^[A-Za-z0-9+/_-]{22,}={0,2}$/.test(page.nonce)) {
    throw new RangeError('A nonce has at least 22 characters of base64.');
  }
  // Run before the panel, whose script waits until the page is read.
  const words =
    page.wordsUri === null
      ? ''
      : `<script nonce="${escapeAttribute(page.nonce)}" src="${escapeAttribute(page.wordsUri)}"></script>\n`;
  return `<!DOCTYPE html>
<html lang="${escapeAttribute(page.language)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${escapeAttribute(panelPolicy(page))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escapeAttribute(page.styleUri)}">
<title>${escapeAttribute(page.title)}</title>
</head>
<body>
<div id="panel"></div>
${words}<script type="module" nonce="${escapeAttribute(page.nonce)}" src="${escapeAttribute(page.scriptUri)}"></script>
</body>
</html>
`;
}
