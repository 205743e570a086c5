import { sweepCombinations, type SweepCombination } from '../core/engine/sweep';
import { formatNumber } from '../core/network/number';
import { counted } from '../core/network/wording';
import type { RunResult } from '../protocol/pool';
import type { PoolOutcome } from '../worker/poolBatch';
import type { CommandOf } from './arguments';
import { engineNote } from './engineNote';
import { headLines } from './headings';
import { jsonDocument } from './json';
import { readyNetwork, type ReadyNetwork } from './load';
import { lossWords } from '../core/insight/lossWords';
import { fileError } from './problem';
import type { Style } from './style';
import { sweepJobs } from './sweepJobs';
import { threadCount, trainSweep } from './sweepTraining';
import { table } from './table';
import { text, type Outcome, type Terminal } from './terminal';
import { showHidden } from '../core/network/hidden';

/** The swept keys with their values, as the file writes them. */
type Settings = SweepCombination['settings'];

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
  const jobs = sweepJobs(ready, combinations);
  const { outcomes, engine, note } = await trainSweep(
    jobs,
    workerFile,
    threadCount(jobs.length),
    ({ done, share }) => {
      progress.show(share, `${done} of ${counted(jobs.length, 'run')}`);
    },
  );
  progress.clear();
  const settings = combinations.map((one) => one.settings);
  const runs = outcomes.map((outcome, n) => {
    if (outcome.kind === 'finished') return outcome.result;
    throw fileError(file, 'sweep.failed', failureOf(settings[n]!, outcome));
  });
  const errors = (note === null ? '' : `${showHidden(note)}\n`) + engineNote(engine, ready.network.training);
  if (!json) return { output: text(comparison(ready, settings, runs, style)), errors, exitCode: 0 };
  const document = runs.map(({ loss, epochs, stopped, history }, n) => ({
    settings: settings[n],
    loss,
    epochs,
    stopped,
    history: { loss: [...history.loss] },
  }));
  return { output: jsonDocument({ runs: document }), errors, exitCode: 0 };
}

function failureOf(settings: Settings, outcome: Exclude<PoolOutcome, { kind: 'finished' }>): string {
  const words = Object.entries(settings).map(([key, value]) => `${key} ${settingText(value)}`);
  const why = outcome.kind === 'failed' ? outcome.message : 'It was stopped.';
  return `The run with ${words.join(', ')} has no result. ${why}`;
}

function comparison(
  ready: ReadyNetwork,
  settings: readonly Settings[],
  runs: readonly RunResult[],
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
