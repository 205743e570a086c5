/**
 * Formulas as SVG, for pictures in hovers, which have no scripts. The one file that knows MathJax, with the commands
 * of TeX and amsmath alone: none that opens an address, reads a file or defines another.
 */

import { liteAdaptor } from 'mathjax-full/js/adaptors/liteAdaptor.js';
import type { LiteElement, LiteNode } from 'mathjax-full/js/adaptors/lite/Element.js';
import { RegisterHTMLHandler } from 'mathjax-full/js/handlers/html.js';
import 'mathjax-full/js/input/tex/ams/AmsConfiguration.js';
import 'mathjax-full/js/input/tex/base/BaseConfiguration.js';
import { TeX } from 'mathjax-full/js/input/tex.js';
import { mathjax } from 'mathjax-full/js/mathjax.js';
import { SVG } from 'mathjax-full/js/output/svg.js';
import { longestTex, type Typeset, type TypesetParams } from '../protocol/typeset';

/** Wider or higher pictures, in em, come from no formula of ours. */
const largestSize = 500;

/** A thousandth of an em is one unit of MathJax's pictures. */
const unitsPerEm = 1000;

/** The one command of amsmath that would change what later formulas mean. */
const definition = /\\DeclareMathOperator(?![a-z])/i;

const adaptor = liteAdaptor();
RegisterHTMLHandler(adaptor);

const document = mathjax.document('', {
  InputJax: new TeX({
    packages: ['base', 'ams'],
    // A picture of an error message would be shown as if it were the formula.
    formatError: (_: unknown, error: Error) => {
      throw error;
    },
  }),
  OutputJax: new SVG<LiteElement, unknown, unknown>({ fontCache: 'local' }),
});

/** Sets a formula. Never throws; no name in the source becomes markup. */
export function toSvg({ tex, display }: TypesetParams): Typeset {
  if (tex.length > longestTex) return { problem: `The formula has more than ${longestTex} characters.` };
  if (definition.test(tex)) return { problem: 'The formula defines a command.' };
  try {
    const container = document.convert(forMathJax(tex), { display }) as LiteElement;
    return pictureOf(adaptor.firstChild(container) as LiteElement);
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function pictureOf(svg: LiteElement): Typeset {
  const box = adaptor.getAttribute(svg, 'viewBox') as string | undefined;
  const [width, height] = (box ?? '')
    .split(' ')
    .slice(2)
    .map((size) => Number(size) / unitsPerEm);
  const isSize = (size: number | undefined): size is number =>
    size !== undefined && size > 0 && size <= largestSize;
  if (!isSize(width) || !isSize(height)) return { problem: 'The formula has no size that could be shown.' };
  for (const name of ['style', 'width', 'height', 'role', 'focusable']) adaptor.removeAttribute(svg, name);
  removeNotes(svg);
  return { svg: adaptor.outerHTML(svg), width, height };
}

/** MathJax notes at every piece what it was in the source: a third of the picture, and nothing to see. */
function removeNotes(node: LiteNode): void {
  if (adaptor.kind(node) === '#text' || adaptor.kind(node) === '#comment') return;
  const element = node as LiteElement;
  for (const { name } of adaptor.allAttributes(element)) {
    if (name.startsWith('data-')) adaptor.removeAttribute(element, name);
  }
  for (const child of adaptor.childNodes(element)) removeNotes(child);
}

/** Signs in text as MathJax, without further packages, reads them: those it has another use for as mathematics. */
const textSigns: Readonly<Record<string, string>> = {
  '\\textbackslash{}': '}\\backslash\\text{',
  '\\textasciicircum{}': '^',
  '\\textasciitilde{}': '~',
  '\\textless{}': '<',
  '\\textgreater{}': '>',
  '\\textbar{}': '|',
  '\\&': '&',
  '\\#': '#',
  '\\_': '_',
  '\\%': '%',
  '\\$': '}\\$\\text{',
  '\\{': '}\\{\\text{',
  '\\}': '}\\}\\text{',
};

/** `\text` with all that stands between its braces, up to the one that closes it. */
const textGroup = /\\text\{(?:[^{}\\]|\\[^a-z]|\\text[a-z]+\{\})*\}/g;

function forMathJax(tex: string): string {
  return tex.replace(textGroup, (group) => {
    const text = group.replace(/\\text[a-z]+\{\}|\\[^a-z]/g, (sign) => textSigns[sign] ?? sign);
    return `{${text}}`;
  });
}
