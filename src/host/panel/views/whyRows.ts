import * as vscode from 'vscode';
import { parameterAt } from '../../../core/engine/layout';
import { predictionSentences } from '../../../core/insight/predictionWords';
import { signedNumber } from '../../../core/insight/shownNumber';
import { createNames } from '../../../core/math/names';
import type { MomentUpdate } from '../../../protocol/training';
import type { WhyRow, WhyView } from '../../../protocol/views/why';
import type { GoodNetwork } from '../../networkState';
import { passSentence } from '../../training/passWords';
import type { Run } from '../../training/trainingRun';

/** Parameters with rows of their own. */
const mostRows = 100;

/**
 * The change of the loss in an update, by parameter.
 *
 * @param next with its prediction.
 * @param words the moment before the update.
 */
export function whyView(
  good: GoodNetwork,
  run: Run,
  next: MomentUpdate,
  words: string,
  updatesPerEpoch: number,
): WhyView {
  const { network, symbols, model } = good;
  const { prediction, change } = next;
  if (!prediction) throw new Error('The update was not foretold.');
  const names = createNames(network, symbols);
  const { before, after, firstOrder, curvature, real } = prediction;
  const foretold = firstOrder.parts.map((part, p) => part + curvature.parts[p]!);
  const size = (p: number): number => {
    const part = Math.abs(real.parts[p]!);
    return Number.isNaN(part) ? Math.abs(foretold[p]!) : part;
  };
  const order = Array.from(change.keys()).sort((a, b) => size(b) - size(a) || a - b);
  const rows = order.slice(0, mostRows).map((p): WhyRow => {
    const subject = parameterAt(model.layout, p);
    return {
      subject,
      text: names.unicode(subject),
      change: change[p]!,
      foretold: foretold[p]!,
      real: real.parts[p]!,
    };
  });
  const others = order.slice(mostRows);
  const sum = (parts: Float64Array): number => others.reduce((total, p) => total + parts[p]!, 0);
  const loss = names.unicode({ kind: 'loss' });
  return {
    words,
    loss,
    before,
    after,
    firstOrder: firstOrder.total,
    curvature: curvature.total,
    real: real.total,
    rows,
    rest:
      others.length === 0 ? null : { count: others.length, foretold: sum(foretold), real: sum(real.parts) },
    sentences: [
      passSentence(good, run, next, updatesPerEpoch, 'update'),
      ...predictionSentences(names, prediction),
      ...remainderSentences(prediction.real.total - prediction.secondOrder),
      ...batchSentences(good, next, loss),
    ],
  };
}

function remainderSentences(remainder: number): readonly string[] {
  if (remainder === 0 || !Number.isFinite(remainder)) return [];
  return [
    vscode.l10n.t(
      'What slope and curvature leave out, {0}, is of third order and higher.',
      signedNumber(remainder),
    ),
  ];
}

/** An update that sees some samples only can raise the loss of all. */
function batchSentences({ dataset }: GoodNetwork, { rows }: MomentUpdate, loss: string): readonly string[] {
  const samples = dataset?.trainingIndices.length ?? 0;
  if (rows.length >= samples) return [];
  return [
    vscode.l10n.t(
      'The update goes by {0} of {1} training samples; {2} here is that of all of them.',
      rows.length,
      samples,
      loss,
    ),
  ];
}
