import type { FormulaPicture } from '../../protocol/typeset';

/** What a theme's kind asks of the ink; the numbers are those of `vscode.ColorThemeKind`. */
const inks: ReadonlyMap<number, string> = new Map([
  [1, '#3b3b3b'], // light
  [2, '#cccccc'], // dark
  [3, '#ffffff'], // high contrast
  [4, '#292929'], // high contrast, light
]);

/** The colour that VS Code's own themes of a kind write hovers in; other themes' colours nobody can ask for. */
export function inkOf(themeKind: number): string {
  return inks.get(themeKind) ?? '#cccccc';
}

/** Formulas are a little larger than the text around them, as in the panel: their indices are small. */
const scale = 1.2;

/** The picture in a colour, for text of a size in pixels. */
export function formulaImage({ svg, width, height }: FormulaPicture, ink: string, textSize: number): string {
  const size = (em: number): string => (em * scale * textSize).toFixed(2);
  const sized = svg.replace('<svg ', `<svg width="${size(width)}" height="${size(height)}" color="${ink}" `);
  // Base64 is made of single bytes.
  const ascii = sized.replace(/[^\x20-\x7e]/gu, (sign) => `&#${sign.codePointAt(0)!};`);
  return `data:image/svg+xml;base64,${btoa(ascii)}`;
}

/**
 * `![words](image)` in Markdown. Every sign of the words that is no letter goes in as an entity: what stands there is
 * read as Markdown by one version and not by another.
 */
export function imageMarkdown(words: string, address: string): string {
  const alt = words.replace(/[^\p{L}\p{N}\p{M} ]/gu, (sign) => `&#${sign.codePointAt(0)!};`);
  return `![${alt}](${address})`;
}
