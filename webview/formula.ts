import type katexModule from 'katex';
import type { KatexOptions } from 'katex';
import { h } from './element';
import { visibleText } from './format';

/**
 * Formulas. KaTeX is a chunk of its own, fetched when the first formula is drawn. It writes through the DOM
 * (`render`), never as markup: the content security policy lets no style attribute in.
 */

/**
 * More expansions, or larger sizes in em, than any formula of ours; a hostile name gets no further. A thin space is
 * three expansions, and a formula has up to 600 names.
 */
const MAX_EXPAND = 4000;
const MAX_SIZE = 50;
/** Longer source is shown as text: no formula that a person reads is this long. */
const LONGEST_SOURCE = 20_000;

/** The one attribute that formulas may set: which quantity of the network a part of them is (see factorMarks.ts). */
function isFactorMark(context: { command: string; attributes?: Readonly<Record<string, string>> }): boolean {
  if (context.command !== '\\htmlData') return false;
  const attributes = Object.entries(context.attributes ?? {});
  return attributes.every(([name, value]) => name === 'data-subject' && /^\w+(?: \d+){0,3}$/.test(value));
}

/**
 * What KaTeX is told. A formula it refuses makes it throw, and is shown as its source: KaTeX's own error
 * element carries a style attribute, which the content security policy blocks.
 */
export function texOptions(isDisplay: boolean): KatexOptions {
  return {
    displayMode: isDisplay,
    output: 'htmlAndMathml',
    trust: isFactorMark,
    strict: 'ignore',
    throwOnError: true,
    maxExpand: MAX_EXPAND,
    maxSize: MAX_SIZE,
    macros: {},
  };
}

type Katex = typeof katexModule;

let loading: Promise<Katex> | null = null;

function load(): Promise<Katex> {
  loading ??= painted()
    .then(() => import('katex'))
    .then((module) => module.default);
  return loading;
}

/** Settles when what is there now has been painted: the diagram does not wait for a script as large as all others. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    // A task after the frame.
    requestAnimationFrame(() => setTimeout(resolve));
  });
}

const wanted = new WeakMap<HTMLElement, string>();

function showSource(element: HTMLElement, latex: string): void {
  element.replaceChildren(h('code', { class: 'tex-source' }, visibleText(latex)));
}

/**
 * Draws `latex` in `element`, now or when KaTeX has arrived; a later call for the same element wins. Source
 * that KaTeX refuses is shown as it stands.
 */
export function showFormula(element: HTMLElement, latex: string, isDisplay = false): void {
  if (wanted.get(element) === latex) return;
  wanted.set(element, latex);
  void draw(element, latex, isDisplay);
}

async function draw(element: HTMLElement, latex: string, isDisplay: boolean): Promise<void> {
  let katex: Katex;
  try {
    katex = await load();
  } catch {
    // The chunk could not be fetched: the source still says what the formula would.
    showSource(element, latex);
    return;
  }
  if (wanted.get(element) !== latex) return;
  if (latex.length > LONGEST_SOURCE) {
    showSource(element, latex);
    return;
  }
  const fresh = h('span');
  try {
    katex.render(visibleText(latex), fresh, texOptions(isDisplay));
  } catch (error) {
    if (!(error instanceof katex.ParseError) && !(error instanceof RangeError)) throw error;
    showSource(element, latex);
    return;
  }
  element.replaceChildren(...fresh.childNodes);
}
