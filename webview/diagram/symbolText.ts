import { setText, svg } from '../element';
import { shortened, visibleText } from '../format';
import { symbolRuns } from '../symbolRuns';

/** Longer names are cut in the diagram; their tooltips and the tables have them whole. */
const LONGEST_NAME = 14;
/** How far the first script moves from the baseline and each further one from that, in em of the line. */
const FIRST_SHIFT = 0.22;
const NEXT_SHIFT = 0.12;
/** How much smaller a script is than what it stands on. */
const SCALE = 0.76;
/** Mathematical italics are smaller than the words about them. */
const ITALIC_SCALE = 1.12;

/** From the baseline of a symbol to that of the number under it, in em. */
const STACKED_LINE = 1.2;

/** Where a script's baseline lies below (positive) or above the line, in em of the line. */
function baselineOf(shift: number): number {
  return shift === 0 ? 0 : Math.sign(shift) * (FIRST_SHIFT + NEXT_SHIFT * (Math.abs(shift) - 1));
}

/** A symbol and a number on one line of SVG text: the symbol set as mathematics, the number beside it. */
export interface SymbolText {
  readonly element: SVGTextElement;
  set(value: string): void;
}

function symbolSpans(latex: string, text: string): SVGTSpanElement[] {
  const runs = symbolRuns(latex);
  const length = runs?.reduce((sum, run) => sum + run.text.length, 0) ?? Infinity;
  if (!runs || length > LONGEST_NAME) {
    return [svg('tspan', { class: 'name' }, shortened(visibleText(text), LONGEST_NAME))];
  }
  let baseline = 0;
  return runs.map((run) => {
    const size = SCALE ** run.level * (run.isItalic ? ITALIC_SCALE : 1);
    // A tspan's dy is measured in its own font size, and moves everything after it.
    const dy = (baselineOf(run.shift) - baseline) / size;
    baseline = baselineOf(run.shift);
    const span = svg(
      'tspan',
      { class: run.isItalic ? 'variable' : 'upright', dy: dy === 0 ? undefined : `${dy.toFixed(3)}em` },
      run.text,
    );
    span.style.fontSize = `${size.toFixed(3)}em`;
    return span;
  });
}

/** The deepest baseline at the end of the symbol, to come back from. */
function closingShift(latex: string): number {
  const runs = symbolRuns(latex);
  const length = runs?.reduce((sum, run) => sum + run.text.length, 0) ?? Infinity;
  return runs && length <= LONGEST_NAME ? -baselineOf(runs.at(-1)?.shift ?? 0) : 0;
}

/** `isStacked` sets the number under the symbol instead of beside it. */
export function symbolText(
  latex: string,
  text: string,
  attributes: Readonly<Record<string, string | number>> & { readonly x: number },
  isStacked = false,
): SymbolText {
  const back = closingShift(latex);
  const number = isStacked
    ? svg('tspan', { class: 'number', x: attributes.x, dy: `${(back + STACKED_LINE).toFixed(3)}em` })
    : svg('tspan', { class: 'number', dx: '0.35em', dy: `${back.toFixed(3)}em` });
  const element = svg('text', attributes, ...symbolSpans(latex, text), number);
  return {
    element,
    set(value) {
      setText(number, value);
    },
  };
}
