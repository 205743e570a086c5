import { shownLatex } from '../insight/numbersStyle';
import type { Explanation, ExplanationStep } from '../insight/explanation';
import { ruleTitles } from '../insight/stepWords';
import { latexStyle } from '../math/latex';
import { createNames } from '../math/names';
import { print } from '../math/printer';
import { unicodeStyle } from '../math/unicode';
import { showHidden } from '../network/hidden';
import type { Network } from '../network/network';
import { BLANK, splitAtTopLevel, tex, text, type Block, type Equation } from './blocks';
import { say } from '../words/say';

/** A derivation with what is needed to write it down. */
export interface ExplainedGradient {
  readonly network: Network;
  readonly explanation: Explanation;
  /** Steps of one sample stand in the derivation of a batch of several: their numbers are that sample's. */
  readonly isOfBatch: boolean;
}

/** The left side of a step in both notations, and the sign after it. */
export interface LeftSide {
  readonly latex: string;
  readonly unicode: string;
  readonly relation: { readonly latex: string; readonly unicode: string };
}

const EQUALS = { latex: '=', unicode: '=' } as const;
const BECOMES = { latex: '\\leftarrow', unicode: '←' } as const;
const GROWS = { latex: '\\mathrel{+}=', unicode: '+=' } as const;

/** What each step of an explanation says something about. */
export function leftSides({ network, explanation }: ExplainedGradient): LeftSide[] {
  const names = createNames(network);
  const [latex, unicode] = [latexStyle(names.latex), unicodeStyle(names.unicode)];
  return explanation.steps.map(({ title, equation }) => {
    const left = equation?.[0];
    if (left) return { latex: print(left, latex), unicode: print(left, unicode), relation: EQUALS };
    const { symbol, text: symbolText, gradientSymbol, gradientText } = explanation;
    if (title === ruleTitles.update()) return { latex: symbol, unicode: symbolText, relation: BECOMES };
    // What batch and penalty add is said of the gradient itself.
    const relation = title === say('Penalty') ? GROWS : EQUALS;
    return { latex: gradientSymbol, unicode: gradientText, relation };
  });
}

/** Symbol, value and gradient, then each step with its formula, its numbers and its value. */
export function derivationBlocks(shown: ExplainedGradient, level: 2 | 3 = 2): Block[] {
  const { symbol, value, gradientSymbol, gradient, place, scope } = shown.explanation;
  const lefts = leftSides(shown);
  return [
    { kind: 'heading', level, content: [tex(gradientSymbol)] },
    {
      kind: 'paragraph',
      content: [
        tex(`${symbol} = ${shownLatex(value)}`),
        text(`, ${place}; `),
        tex(`${gradientSymbol} = ${shownLatex(gradient)}`),
        text(`, ${scope}.`),
      ],
    },
    ...shown.explanation.steps.map((step, n): Block => ({
      kind: 'step',
      title: step.title,
      equation: equationOf(step, lefts[n]!),
      words: [text(step.sentence + sampleNote(shown, step))],
    })),
  ];
}

/** The same with every right side and every number left to the reader. */
export function worksheetBlocks(shown: ExplainedGradient, level: 2 | 3 = 2): Block[] {
  const { gradientSymbol, symbol, place } = shown.explanation;
  const lefts = leftSides(shown);
  return [
    { kind: 'heading', level, content: [tex(gradientSymbol)] },
    { kind: 'paragraph', content: [tex(symbol), text(` ${say('is {0}.', place)}`)] },
    ...shown.explanation.steps.map(({ title }, n): Block => {
      const { latex: left, relation } = lefts[n]!;
      return { kind: 'step', title, equation: blank(left, relation.latex), words: [] };
    }),
  ];
}

/** `left = \;?` */
export function blank(left: string, relation = '='): Equation {
  return { left, sides: [{ relation, tex: BLANK.latex }] };
}

/** The formula, its numbers and its value in one chain. */
function equationOf({ latex, numbersLatex, value }: ExplanationStep, left: LeftSide): Equation {
  const relation = left.relation.latex;
  const start = `${left.latex} ${relation} `;
  const sides = latex.startsWith(start) ? splitAtTopLevel(latex.slice(start.length), ' = ') : [latex];
  const numbers = numbersLatex === null ? [] : [numbersLatex];
  const result = value === null ? [] : [shownLatex(value)];
  return {
    left: showHidden(left.latex),
    sides: [...sides, ...numbers, ...result].map((side, n) => ({
      relation: n === 0 ? relation : '=',
      tex: showHidden(side),
    })),
  };
}

/** Whose numbers they are, where a batch has more than one sample. */
export function sampleNote(
  { explanation, isOfBatch }: ExplainedGradient,
  { isOfSample, value }: ExplanationStep,
): string {
  return isOfBatch && isOfSample && value !== null
    ? ` ${say('(numbers of sample {0})', explanation.sample + 1)}`
    : '';
}
