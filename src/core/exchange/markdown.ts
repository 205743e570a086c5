import { showHidden } from '../network/hidden';
import { onOneLine, type Block, type Inline } from './blocks';

/** The picture that a document's diagram stands in: a file beside it, and what it shows in words. */
export interface Picture {
  readonly address: string;
  readonly description: string;
}

/** Markdown with TeX between dollar signs, as most readers of Markdown set it; steps are numbered lists. */
export function writeMarkdown(blocks: readonly Block[], picture: Picture | null = null): string {
  let steps = 0;
  const parts = blocks.map((block) => {
    if (block.kind === 'step' && block.title !== null) return step(block, ++steps);
    if (block.kind === 'heading') steps = 0;
    return markdownOf(block, picture);
  });
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function markdownOf(block: Block, picture: Picture | null): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${line(block.content)}`;
    case 'paragraph':
      return line(block.content);
    case 'step': {
      const words = line(block.words);
      return `${display(onOneLine(block.equation))}${words === '' ? '' : `\n\n${words}`}`;
    }
    case 'diagram':
      return picture ? `![${escaped(picture.description)}](${picture.address})` : '';
    case 'pageBreak':
      // Markdown has no pages; what prints it is a browser, which has.
      return '<div style="page-break-after: always"></div>';
  }
}

function step({ title, equation, words }: Extract<Block, { kind: 'step' }>, number: number): string {
  const said = line(words);
  const head = `${number}. **${escaped(title ?? '')}.**${said === '' ? '' : ` ${said.trimStart()}`}`;
  const formula = display(onOneLine(equation)).replace(/^/gm, '   ');
  return `${head}\n\n${formula}`;
}

function display(source: string): string {
  return `$$\n${inMarkdown(source)}\n$$`;
}

function line(content: readonly Inline[]): string {
  return content.map((one) => ('tex' in one ? `$${inMarkdown(one.tex)}$` : escaped(one.text))).join('');
}

/** Text that Markdown shows as it stands: no markup, link, tag or formula begins in it. */
function escaped(words: string): string {
  return showHidden(words).replace(/[\\`*_{}[\]()<>#+!|$~&]/g, '\\$&');
}

/** TeX in which a reader of Markdown that knows no TeX finds neither a tag nor a link: `{}` is nothing in TeX. */
function inMarkdown(source: string): string {
  return showHidden(source)
    .replace(/<(?=[A-Za-z/!?])/g, '<{}')
    .replaceAll('](', ']{}(');
}
