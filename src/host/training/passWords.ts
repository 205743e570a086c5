import * as vscode from 'vscode';
import { parameterAt } from '../../core/engine/layout';
import { formatNumber } from '../../core/network/number';
import type { PassPhase } from '../../protocol/panel';
import type { MomentUpdate } from '../../protocol/training';
import { lensSymbol, symbolOf } from '../editor/lensSymbol';
import { normOf } from '../editor/lensText';
import { labelText } from '../editor/visibleText';
import type { GoodNetwork } from '../networkState';
import type { Run } from './trainingRun';

/** More samples of a batch than these are counted, not listed. */
const mostListed = 8;

/** What one part of an update does, with the numbers of its batch, in a plain sentence. */
export function passSentence(
  good: GoodNetwork,
  run: Run,
  next: MomentUpdate,
  updatesPerEpoch: number,
  phase: PassPhase,
): string {
  const { symbols, model } = good;
  const name = (index: number): string =>
    labelText(lensSymbol(symbolOf(symbols, parameterAt(model.layout, index))));
  const loss = labelText(lensSymbol(symbols.loss));
  switch (phase) {
    case 'forward':
      return forwardSentence(next, updatesPerEpoch);
    case 'loss':
      return next.batch.penalty === 0
        ? vscode.l10n.t('Loss: {0} of the batch is {1}.', loss, formatNumber(next.batch.loss))
        : vscode.l10n.t(
            'Loss: {0} of the batch is {1}, with a penalty of {2} beside it.',
            loss,
            formatNumber(next.batch.loss),
            formatNumber(next.batch.penalty),
          );
    case 'backward': {
      const { gradient } = next.batch;
      const largest = largestOf(gradient);
      return vscode.l10n.t(
        'Backward: the gradient of the batch has the norm {0}; the largest is ∂{1}/∂{2} = {3}.',
        formatNumber(normOf(gradient)),
        loss,
        name(largest),
        formatNumber(gradient[largest]!),
      );
    }
    case 'update': {
      const { change, parameters } = next;
      const largest = largestOf(change);
      const [before, by] = [parameters[largest]!, change[largest]!];
      return vscode.l10n.t(
        'Update by {0} with η = {1}: {2} moves most, by {3}, from {4} to {5}.',
        run.network.training.optimizer.type,
        formatNumber(next.learningRate),
        name(largest),
        formatNumber(by),
        formatNumber(before),
        formatNumber(before + by),
      );
    }
  }
}

function forwardSentence({ rows, updates }: MomentUpdate, updatesPerEpoch: number): string {
  const [first] = rows;
  if (rows.length === 1 && first !== undefined) {
    return vscode.l10n.t(
      'Forward: sample {0} goes through the network, batch {1} of {2}.',
      first + 1,
      updates + 1,
      updatesPerEpoch,
    );
  }
  const listed = Array.from(rows.subarray(0, mostListed), (row) => String(row + 1)).join(', ');
  return vscode.l10n.t(
    'Forward: {0} samples go through the network ({1}), batch {2} of {3}.',
    rows.length,
    rows.length > mostListed ? `${listed}, …` : listed,
    updates + 1,
    updatesPerEpoch,
  );
}

/** The index of the number farthest from 0; the first of equals. */
function largestOf(values: Float64Array): number {
  let largest = 0;
  for (let index = 1; index < values.length; index++) {
    if (Math.abs(values[index]!) > Math.abs(values[largest]!)) largest = index;
  }
  return largest;
}
