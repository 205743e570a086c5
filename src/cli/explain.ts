import { evaluate } from '../core/engine/evaluate';
import { explain } from '../core/insight/explanation';
import { findSubject } from '../core/network/findSubject';
import type { Subject } from '../core/network/subject';
import { counted, quoted } from '../core/network/wording';
import type { CommandOf } from './arguments';
import { derivationLatex, derivationMarkdown } from './derivationDocument';
import { derivationText } from './derivationText';
import { jsonDocument } from './json';
import { readyNetwork, type ReadyNetwork } from './load';
import { refuseOverflow } from './overflow';
import { fileError } from './problem';
import type { ShownDerivation } from './shownDerivation';
import { nearestSymbols, texSpelling } from './symbolSpelling';
import type { Style } from './style';
import type { Outcome, Terminal } from './terminal';

/** The derivation of the loss by one symbol of a network file. */
export function explainSymbol(command: CommandOf<'explain'>, { style }: Terminal): Outcome {
  const { file, symbol, sample, to, json } = command;
  const ready = readyNetwork(file);
  const { model, parameters, dataset } = ready;
  const subject = subjectOf(ready, symbol);
  if (sample !== null && sample >= dataset.sampleCount) {
    const message = `There is no sample ${sample + 1}: the data has ${counted(dataset.sampleCount, 'sample')}.`;
    throw fileError(file, 'explain.sample', message);
  }
  const indices = sample === null ? dataset.trainingIndices : Uint32Array.of(sample);
  const evaluation = evaluate(model, parameters, dataset, indices);
  refuseOverflow(ready, indices, evaluation);
  const { gradient } = evaluation;
  const explanation = explain(
    sample === null ? { ...ready, gradient, mayTakeLong: true } : ready,
    subject,
    sample,
  );
  const isOfBatch = sample === null && indices.length > 1;
  const shown = { ready, explanation, isOfBatch };
  return { output: json ? jsonOf(shown) : printed(shown, to, style), errors: '', exitCode: 0 };
}

function subjectOf({ file, network, symbols, names }: ReadyNetwork, symbol: string): Subject {
  const subject = findSubject(network, symbols, symbol) ?? findSubject(network, symbols, texSpelling(symbol));
  if (!subject) {
    const near = nearestSymbols(network, symbol);
    const hint = near.length === 0 ? '' : ` The nearest are ${near.join(', ')}.`;
    throw fileError(file, 'explain.symbol', `The network has no symbol ${quoted(symbol)}.${hint}`);
  }
  if (subject.kind === 'loss' || subject.kind === 'lossTerm' || subject.kind === 'target') {
    const noun =
      subject.kind === 'target'
        ? 'a target'
        : subject.kind === 'loss'
          ? 'the loss itself'
          : 'a term of the loss';
    const message = `${names.unicode(subject)} is ${noun}, which has no gradient. Give a weight, bias, activation or input.`;
    throw fileError(file, 'explain.symbol', message);
  }
  return subject;
}

function jsonOf({ explanation, isOfBatch }: ShownDerivation): string {
  const { symbol, subject, value, gradient, steps, contributions } = explanation;
  // Over several samples an activation has as many values, and so has a step that is of one sample.
  const isShared = !isOfBatch || subject.kind === 'weight' || subject.kind === 'bias';
  return jsonDocument({
    symbol,
    value: isShared ? value : null,
    gradient,
    steps: steps.map((step) => ({
      title: step.title,
      latex: step.latex,
      value: isOfBatch && step.isOfSample ? null : step.value,
    })),
    contributions: contributions.map(({ throughLatex, value: share }) => ({
      through: throughLatex,
      value: share,
    })),
  });
}

function printed(shown: ShownDerivation, to: CommandOf<'explain'>['to'], style: Style): string {
  switch (to) {
    case 'unicode':
      return derivationText(shown, style);
    case 'latex':
      return derivationLatex(shown);
    case 'markdown':
      return derivationMarkdown(shown);
  }
}
