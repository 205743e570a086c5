import type { Network } from '../network/network';
import { formatNumber } from '../network/number';
import { printFunction } from './general';
import { latexNumber, latexStyle } from './latex';
import { createMatrixNames } from './matrixNames';
import type { Names } from './names';
import { printMatrix, printShapes, type MatrixNotation } from './printMatrix';
import { print, type Style } from './printer';
import { unicodeNumber, unicodeStyle } from './unicode';
import type { GradientView } from './view';

export interface PrintedEquation {
  readonly text: string;
  /** The shapes of a matrix equation, factor by factor: [2, 3] = [2, 1] [1, 3]; null for any other. */
  readonly shapes: string | null;
}

/**
 * The equations of a view as text, in its order. Numbers that were put in for symbols have six significant digits,
 * or all of them.
 */
export function printView(
  network: Network,
  names: Names,
  view: GradientView,
  notation: MatrixNotation,
  digits: 'six' | 'all' = 'six',
): readonly PrintedEquation[] {
  const isLatex = notation === 'latex';
  const symbols = isLatex ? latexStyle(names.latex) : unicodeStyle(names.unicode);
  const isRounded = view.shownLevel === 'numbers' && digits === 'six';
  const spell = isLatex ? latexNumber : unicodeNumber;
  const number = isRounded ? sixDigits(spell) : spell;
  const style = view.shownLevel === 'numbers' ? withDots({ ...symbols, number }) : symbols;
  const matrices = createMatrixNames(network);
  return view.equations.map((equation): PrintedEquation => {
    switch (equation.kind) {
      case 'units':
        return { text: equation.sides.map((side) => print(side, style)).join(' = '), shapes: null };
      case 'matrices':
        return {
          text: equation.sides.map((side) => printMatrix(matrices, side, notation, number)).join(' = '),
          shapes: printShapes(network, equation.sides),
        };
      case 'function':
        return {
          text: printFunction(network, equation.layer, equation.isDerivative)[notation],
          shapes: null,
        };
    }
  });
}

function sixDigits(spell: Style['number']): Style['number'] {
  return (value) => spell(Number.isFinite(value) ? Number(formatNumber(value)) : value);
}

/** Numbers side by side need a dot between them. */
function withDots(style: Style): Style {
  return { ...style, juxtapose: (left, right) => `${left} ${style.dot} ${right}` };
}
