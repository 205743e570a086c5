import { showHidden } from '../network/hidden';
import { onOneLine, type Block, type Inline } from './blocks';

/** Sets a TeX source as an element of its own, or in a line. */
export type Typeset = (tex: string, isDisplay: boolean) => string;

/** A piece of a page: headings, paragraphs and a numbered list of steps, formulas as `typeset` sets them. */
export function writeHtml(blocks: readonly Block[], typeset: Typeset): string {
  const lines: string[] = [];
  let isInList = false;
  for (const block of blocks) {
    const isStep = block.kind === 'step' && block.title !== null;
    if (isStep !== isInList) lines.push(isStep ? '<ol>' : '</ol>');
    isInList = isStep;
    lines.push(...htmlOf(block, typeset));
  }
  if (isInList) lines.push('</ol>');
  return lines.map((one) => `${one}\n`).join('');
}

function htmlOf(block: Block, typeset: Typeset): string[] {
  const line = (content: readonly Inline[]): string =>
    content
      .map((one) => ('tex' in one ? typeset(showHidden(one.tex), false) : escapedHtml(one.text)))
      .join('');
  switch (block.kind) {
    case 'heading':
      return [`<h${block.level}>${line(block.content)}</h${block.level}>`];
    case 'paragraph':
      return [`<p>${line(block.content)}</p>`];
    case 'step': {
      const words = line(block.words).trim();
      const formula = typeset(showHidden(onOneLine(block.equation)), true);
      if (block.title === null) return [formula, ...(words === '' ? [] : [`<p>${words}</p>`])];
      const said = words === '' ? '' : ` ${words}`;
      return [`<li><p><strong>${escapedHtml(block.title)}.</strong>${said}</p>`, `${formula}</li>`];
    }
    case 'diagram':
    case 'pageBreak':
      return [];
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it stands, in an element or an attribute of HTML or SVG. */
export function escapedHtml(words: string): string {
  return showHidden(words).replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
