/**
 * Formulas as MathML, which browsers and word processors show without any script. The one file outside the panel
 * that knows KaTeX; it is a bundle of its own (`dist/typeset.js`), loaded when the first formula is asked for.
 */

import katex from 'katex';

/**
 * More expansions, or larger sizes in em, than any formula of ours; a hostile name gets no further. A thin space is
 * three expansions, and a formula has up to 600 names.
 */
const MAX_EXPAND = 4_000;
const MAX_SIZE = 50;

/** Longer source is given as text: no formula that a person reads is this long. */
const LONGEST_SOURCE = 20_000;

/**
 * A `<math>` element for TeX source, a block of its own or in a line of text. Source that KaTeX refuses, or that is
 * too long to be set, is the element's text. Never throws; no name in the source becomes markup.
 */
export function toMathml(tex: string, isDisplay: boolean): string {
  if (tex.length > LONGEST_SOURCE) return asText(tex, isDisplay);
  try {
    const set = katex.renderToString(tex, {
      displayMode: isDisplay,
      output: 'mathml',
      trust: false,
      strict: 'ignore',
      throwOnError: true,
      maxExpand: MAX_EXPAND,
      maxSize: MAX_SIZE,
      macros: {},
    });
    return /<math[^]*<\/math>/.exec(set)?.[0] ?? asText(tex, isDisplay);
  } catch (error) {
    if (!(error instanceof katex.ParseError) && !(error instanceof RangeError)) throw error;
    return asText(tex, isDisplay);
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

function asText(tex: string, isDisplay: boolean): string {
  const text = tex.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
  const display = isDisplay ? ' display="block"' : '';
  return `<math xmlns="http://www.w3.org/1998/Math/MathML"${display}><mtext>${text}</mtext></math>`;
}
