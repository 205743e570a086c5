import * as vscode from 'vscode';
import { learningRateAt } from '../../../core/engine/schedule';
import { formatNumber } from '../../../core/network/number';
import type { LossEventView } from '../../../protocol/views/loss';
import { divergenceSentence } from '../../training/runText';
import type { Run } from '../../training/trainingRun';

/** More marks of one kind than this would hide the curve. */
const mostMarks = 24;

/** What of a run's events lies in the epochs `from` to before `to`, by their epochs. */
export function lossEvents(run: Run, from: number, to: number): readonly LossEventView[] {
  const events = [...bestOf(run), ...rateChanges(run), ...scheduleSteps(run, from, to), ...nonFinite(run)];
  return events.filter(({ epoch }) => epoch >= from && epoch < to).sort((a, b) => a.epoch - b.epoch);
}

/** How a schedule changes the learning rate where its changes cannot be marked; null where there are none. */
export function scheduleWords({ network, epoch }: Run, from: number, to: number): string | null {
  const { schedule, learningRate } = network.training;
  if (!schedule) return null;
  const now = formatNumber(learningRateAt(network.training, epoch));
  if (schedule.type !== 'step') {
    const start = formatNumber(learningRate);
    return vscode.l10n.t('The learning rate changes in every epoch: η {0} at first, {1} now.', start, now);
  }
  const { factor, every } = schedule;
  if (stepsBetween(every, from, to) <= mostMarks) return null;
  return vscode.l10n.t('η × {0} every {1} epochs, {2} now.', formatNumber(factor), every, now);
}

/** The least test loss, else the least loss: what a run is judged by. */
function bestOf({ lossSeries, testLossSeries, every }: Run): LossEventView[] {
  const test = testLossSeries.least();
  const best = test ?? lossSeries.least();
  if (!best) return [];
  const [epoch, value] = [best.index * every, formatNumber(best.value)];
  return [
    test
      ? {
          epoch,
          kind: 'best',
          value: best.value,
          label: vscode.l10n.t('best test loss'),
          sentence: vscode.l10n.t('The least test loss, {0}.', value),
        }
      : {
          epoch,
          kind: 'best',
          value: best.value,
          label: vscode.l10n.t('best'),
          sentence: vscode.l10n.t('The least loss, {0}.', value),
        },
  ];
}

/** Where a person changed the learning rate between two updates. */
function rateChanges(run: Run): LossEventView[] {
  return run.rateChanges.map(({ epoch, from, to }) => rateEvent(epoch, from, to));
}

function scheduleSteps({ network, epoch: reached }: Run, from: number, to: number): LossEventView[] {
  const { training } = network;
  const { schedule } = training;
  if (schedule?.type !== 'step' || stepsBetween(schedule.every, from, to) > mostMarks) return [];
  const events: LossEventView[] = [];
  const { every } = schedule;
  const first = Math.max(1, Math.ceil(from / every));
  for (let epoch = first * every; epoch < to && epoch <= reached; epoch += every) {
    events.push(rateEvent(epoch, learningRateAt(training, epoch - 1), learningRateAt(training, epoch)));
  }
  return events;
}

function stepsBetween(every: number, from: number, to: number): number {
  return (to - from) / every;
}

function rateEvent(epoch: number, from: number, to: number): LossEventView {
  const [before, after] = [formatNumber(from), formatNumber(to)];
  return {
    epoch,
    kind: 'rate',
    value: null,
    label: vscode.l10n.t('η {0}', after),
    sentence: vscode.l10n.t('The learning rate changes from {0} to {1}.', before, after),
  };
}

function nonFinite(run: Run): LossEventView[] {
  const sentence = divergenceSentence(run);
  if (!run.divergence || sentence === null) return [];
  const label = vscode.l10n.t('not finite');
  return [{ epoch: run.divergence.epoch, kind: 'nonFinite', value: null, label, sentence }];
}
