import { latexNumber } from '../core/math/latex';
import { formatNumber } from '../core/network/number';
import type { ShownDerivation } from './shownDerivation';
import { text } from './terminal';
import { showHidden } from '../core/network/hidden';

/* A derivation as a part of a document: what is mathematics goes in as TeX, everything else as escaped text. */

/** Displayed equations for a LaTeX document that loads amsmath, each under a comment that names its rule. */
export function derivationLatex(shown: ShownDerivation): string {
  const { explanation } = shown;
  const { symbol, value, gradientSymbol, gradient, steps } = explanation;
  return text([
    ...comment(`${explanation.text}: ${explanation.place}; ${explanation.scope}`),
    ...display(
      showHidden(`${symbol} = ${shownTex(value)}, \\qquad ${gradientSymbol} = ${shownTex(gradient)}`),
    ),
    ...steps.flatMap((step, n) => [
      '',
      ...comment(step.title + sampleNote(shown, n)),
      ...display(equation(shown, n)),
    ]),
  ]);
}

/** Markdown with TeX between dollar signs, as most readers of Markdown set it. */
export function derivationMarkdown(shown: ShownDerivation): string {
  const { symbol, value, gradientSymbol, gradient, place, scope, steps } = shown.explanation;
  return text([
    `## $${formula(gradientSymbol)}$`,
    '',
    `$${formula(symbol)} = ${shownTex(value)}$, ${escaped(place)}; $${formula(gradientSymbol)} = ${shownTex(gradient)}$, ${escaped(scope)}.`,
    ...steps.flatMap((step, n) => [
      '',
      `${n + 1}. **${escaped(step.title)}.**${sentence(step.sentence)}${escaped(sampleNote(shown, n))}`,
      '',
      '   $$',
      `   ${inMarkdown(equation(shown, n))}`,
      '   $$',
    ]),
  ]);
}

/** The formula, its numbers and its value in one chain, on one line whatever the names in it hold. */
function equation({ explanation }: ShownDerivation, n: number): string {
  const { latex, numbersLatex, value } = explanation.steps[n]!;
  const numbers = numbersLatex === null ? [] : [numbersLatex];
  const result = value === null ? [] : [shownTex(value)];
  return showHidden([latex, ...numbers, ...result].join(' = '));
}

/** Whose numbers they are, where a batch has more than one sample. */
function sampleNote({ explanation, isOfBatch }: ShownDerivation, n: number): string {
  const { isOfSample, value } = explanation.steps[n]!;
  return isOfBatch && isOfSample && value !== null ? ` (numbers of sample ${explanation.sample + 1})` : '';
}

function shownTex(value: number): string {
  return latexNumber(Number(formatNumber(value)));
}

function comment(words: string): string[] {
  return [`% ${showHidden(words)}`];
}

function display(formula: string): string[] {
  return ['\\[', `  ${formula}`, '\\]'];
}

function sentence(words: string): string {
  return words === '' ? '' : ` ${escaped(words)}`;
}

/** Text that Markdown shows as it stands: no markup, link, tag or formula begins in it. */
function escaped(words: string): string {
  return showHidden(words).replace(/[\\`*_{}[\]()<>#+!|$~&]/g, '\\$&');
}

/** TeX in which a reader of Markdown that knows no TeX finds neither a tag nor a link: `{}` is nothing in TeX. */
function inMarkdown(tex: string): string {
  return tex.replace(/<(?=[A-Za-z/!?])/g, '<{}').replaceAll('](', ']{}(');
}

function formula(tex: string): string {
  return inMarkdown(showHidden(tex));
}
