import type { Dataset } from '../engine/dataset';
import { parameterIndex } from '../engine/layout';
import type { Model } from '../engine/model';
import { shownLatex } from '../insight/numbersStyle';
import { sampleValues } from '../insight/sampleValues';
import { evaluateExpression, quantityValue } from '../math/evaluate';
import { add, partial, quantity, type Expression, type Quantity } from '../math/expression';
import { penaltyDerivative } from '../math/formulas';
import { printEquation, type PrintedFormula } from '../math/general';
import { listGradients, parametersOf } from '../math/gradientList';
import { createNames, type Names } from '../math/names';
import { showHidden } from '../network/hidden';
import type { Network } from '../network/network';
import { formatNumber } from '../network/number';
import type { ParameterSubject } from '../network/subject';
import { capitalised } from '../network/wording';
import { BLANK, tex, text, type Block, type Inline } from './blocks';
import { say } from '../words/say';

/** All gradients of a network as one list. */
export interface GradientTable {
  /** δ = …, where formulas of the list are written in errors; see `listGradients`. */
  readonly deltas: readonly GradientRow[];
  readonly gradients: readonly ParameterRow[];
  /** Whose gradient the formulas are, and what the numbers are, in words. */
  readonly scope: string;
  /** True where the number beside a formula is that formula's value, and not its mean over a batch. */
  readonly isOfFormula: boolean;
}

export interface GradientRow {
  readonly left: PrintedFormula;
  readonly formula: PrintedFormula;
  /** The number beside the formula; null for an error in a batch, which has one for each sample. */
  readonly gradient: number | null;
}

export interface ParameterRow extends GradientRow {
  readonly subject: ParameterSubject;
  readonly symbol: PrintedFormula;
  readonly value: number;
  readonly gradient: number;
}

export interface TableContext {
  readonly network: Network;
  readonly model: Model;
  readonly dataset: Dataset;
  /** In the layout's order, as are the gradients. */
  readonly parameters: Float64Array;
  /** Of the batch, with the penalty. */
  readonly gradient: Float64Array;
}

const LOSS: Quantity = { kind: 'loss' };

/**
 * Every parameter's gradient with its formula and its number: of one sample (from 0, file order) without the
 * penalty, or, for null, of the training samples with it. A formula is always that of one sample's loss; it has
 * the penalty's term where there is only one sample.
 */
export function gradientTable(context: TableContext, sample: number | null): GradientTable {
  const { network, model, dataset, parameters } = context;
  const names = createNames(network);
  const count = dataset.trainingIndices.length;
  const isOfFormula = sample !== null || count === 1;
  const values = sampleValues(model, dataset, parameters, sample ?? dataset.trainingIndices[0] ?? 0);
  const list = listGradients(network, parametersOf(network));
  const row = (left: Expression, formula: Expression) => ({
    left: printEquation([left], names),
    formula: printEquation([formula], names),
  });
  return {
    deltas: list.deltas.map(({ delta, formula }) => ({
      ...row(quantity(delta), formula),
      gradient: isOfFormula ? quantityValue(network, values, delta) : null,
    })),
    gradients: list.gradients.map(({ subject, formula: ofSample }) => {
      const hasPenalty = sample === null && count === 1 && subject.kind === 'weight';
      const formula = hasPenalty ? add(ofSample, penaltyDerivative(network, subject)) : ofSample;
      const index = parameterIndex(model.layout, subject);
      return {
        ...row(partial(LOSS, subject), formula),
        subject,
        symbol: symbolOf(names, subject),
        value: parameters[index]!,
        gradient: sample === null ? context.gradient[index]! : evaluateExpression(network, values, ofSample),
      };
    }),
    scope: scopeWords(network, sample, count, dataset.sampleCount),
    isOfFormula,
  };
}

function symbolOf(names: Names, of: Quantity): PrintedFormula {
  return { latex: names.latex(of), unicode: names.unicode(of) };
}

function scopeWords(network: Network, sample: number | null, count: number, all: number): string {
  if (sample !== null) return say('sample {0} of {1} alone, without penalty', sample + 1, all);
  if (count === 1) return say('one training sample');
  const { l1, l2 } = network.training;
  const penalty = l1 > 0 || l2 > 0 ? say(', with the penalty on the weights') : '';
  return network.reduction === 'mean'
    ? say('formulas of one sample; numbers: mean over {0} training samples{1}', count, penalty)
    : say('formulas of one sample; numbers: sum over {0} training samples{1}', count, penalty);
}

/** The list as blocks; `isBlank` leaves every right side to the reader. */
export function tableBlocks(network: Network, table: GradientTable, isBlank: boolean): Block[] {
  const loss = createNames(network).latex(LOSS);
  const step = (left: string, sides: readonly string[], words: readonly Inline[]): Block => ({
    kind: 'step',
    title: null,
    equation: {
      left: showHidden(left),
      sides: sides.map((side) => ({ relation: '=', tex: showHidden(side) })),
    },
    words,
  });
  const row = ({ left, formula, gradient }: GradientRow): Block => {
    if (isBlank) return step(left.latex, [BLANK.latex], []);
    if (gradient === null) return step(left.latex, [formula.latex], []);
    const number = shownLatex(gradient);
    return table.isOfFormula
      ? step(left.latex, [formula.latex, number], [])
      : step(
          left.latex,
          [formula.latex],
          [
            text(
              network.reduction === 'mean'
                ? `${say('Mean over the samples:')} `
                : `${say('Sum over the samples:')} `,
            ),
            tex(number),
          ],
        );
  };
  return [
    { kind: 'heading', level: 2, content: [text(`${say('All gradients of')} `), tex(loss)] },
    ...(isBlank ? [] : [{ kind: 'paragraph', content: [text(`${capitalised(table.scope)}.`)] } as const]),
    ...[...table.deltas, ...table.gradients].map(row),
  ];
}

/** The list as lines of text, each left side once, its formula and its number under it. */
export function tableText(table: GradientTable, isBlank: boolean): string[] {
  const lines = ({ left, formula, gradient }: GradientRow): string[] => {
    if (isBlank) return [`${left.unicode} = ${BLANK.unicode}`];
    const number = gradient === null ? null : formatNumber(gradient);
    const isSaid = number === null || formula.unicode === number;
    const value = table.isOfFormula ? `   = ${number}` : `   ${say('over the samples: {0}', number ?? '')}`;
    return [`${left.unicode} = ${formula.unicode}`, ...(isSaid ? [] : [value])];
  };
  return [
    ...(isBlank ? [] : [table.scope, '']),
    ...[...table.deltas, ...table.gradients].flatMap((row, n) => [...(n === 0 ? [] : ['']), ...lines(row)]),
  ].map(showHidden);
}
