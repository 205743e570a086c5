import { sweepCombinations } from '../core/engine/sweep';
import { formatNumber } from '../core/network/number';
import { counted } from '../core/network/wording';
import type { CommandOf } from './arguments';
import { headLines } from './headings';
import { jsonDocument } from './json';
import { readyNetwork, withTraining, type ReadyNetwork } from './load';
import { lossWords } from './lossWords';
import { fileError } from './problem';
import type { Style } from './style';
import { trainAll, workerCount, type SweepRun } from './sweepRuns';
import { table } from './table';
import { text, type Outcome, type Terminal } from './terminal';
import { showHidden } from '../core/network/hidden';

/** Trains every combination of the file's `sweep` and compares what they come to. */
export async function sweep(
  { file, json }: CommandOf<'sweep'>,
  { style, progress }: Terminal,
  workerFile: string,
): Promise<Outcome> {
  const ready = readyNetwork(file);
  const combinations = sweepCombinations(ready.network);
  if (combinations.length === 0) {
    const message =
      'The file has no sweep. Add "sweep" with lists of values, such as { "learningRate": [0.1, 0.5] }.';
    throw fileError(file, 'sweep.missing', message);
  }
  const jobs = combinations.map(({ training }) => ({
    network: withTraining(ready.loaded.parsed, ready.network, training),
    dataText: ready.dataText,
  }));
  const { runs, note } = await trainAll(jobs, workerFile, workerCount(jobs.length), (done) => {
    progress.show(done / jobs.length, `${done} of ${counted(jobs.length, 'run')}`);
  });
  progress.clear();
  const errors = note === null ? '' : `${showHidden(note)}\n`;
  const settings = combinations.map((one) => one.settings);
  if (!json) return { output: text(comparison(ready, settings, runs, style)), errors, exitCode: 0 };
  const document = runs.map(({ loss, epochs, stopped, history }, n) => ({
    settings: settings[n],
    loss,
    epochs,
    stopped,
    history: { loss: history },
  }));
  return { output: jsonDocument({ runs: document }), errors, exitCode: 0 };
}

function comparison(
  ready: ReadyNetwork,
  settings: readonly Readonly<Record<string, unknown>>[],
  runs: readonly SweepRun[],
  style: Style,
): string[] {
  const keys = Object.keys(settings[0] ?? {});
  const least = Math.min(...runs.map(({ loss, stopped }) => (stopped === 'diverged' ? Infinity : loss)));
  const cells = runs.map(({ loss, epochs, stopped }, n) => [
    ...keys.map((key) => showHidden(settingText(settings[n]?.[key]))),
    formatNumber(loss),
    String(epochs),
    stopped,
    stopped !== 'diverged' && loss === least ? '← least' : '',
  ]);
  const isNumeric = (key: string): boolean => settings.every((one) => typeof one[key] === 'number');
  const columns = [
    ...keys.map((key) => ({ title: showHidden(key), align: isNumeric(key) ? 'number' : 'left' }) as const),
    { title: showHidden(ready.names.unicode({ kind: 'loss' })), align: 'number', style: style.strong },
    { title: 'epochs', align: 'right' },
    { title: 'stopped', align: 'left' },
    { title: '', align: 'left', style: style.good },
  ] as const;
  return [
    ...headLines(ready, style),
    style.faint(`${lossWords(ready.network, ready.dataset)}; final loss of each run`),
    '',
    ...table(columns, cells, style.faint),
  ];
}

/** A value of a sweep as the file writes it, text without its quotes. */
function settingText(value: unknown): string {
  if (typeof value === 'number') return formatNumber(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
