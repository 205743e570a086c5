/**
 * `npm run bench`: what is claimed about speed, measured in one run, side by side, and printed as medians and
 * ratios. Nothing here is a test; times belong to the machine that ran it, ratios less so.
 */

import { cpus } from 'node:os';
import { createLayout } from '../../src/core/engine/layout';
import { prepareDataset } from '../../src/core/engine/dataset';
import { evaluate } from '../../src/core/engine/evaluate';
import { initialParameters } from '../../src/core/engine/initialise';
import { createModel } from '../../src/core/engine/model';
import { createTrainer } from '../../src/core/engine/training';
import type { Network } from '../../src/core/network/network';
import { parse, parseSteps } from '../../src/core/network/parse';
import { createSymbols } from '../../src/core/network/symbols';
import { lensPlaces } from '../../src/host/editor/lensPlaces';
import { planLenses } from '../../src/host/editor/lensPlan';
import { lensSymbol, symbolOf } from '../../src/host/editor/lensSymbol';
import { lensText } from '../../src/host/editor/lensText';
import { largeNetworkText } from '../support/largeNetwork';
import {
  benchChecker,
  benchDerivations,
  benchFormula,
  benchHostileNotes,
  benchMemory,
  benchSecondOrder,
} from './mathematics';
import { median, print, ROUNDS, shown, time, timeSteps } from './report';
import { straightLine } from './straightLine';

function networkOf(text: string): Network {
  const { network, diagnostics } = parse(text);
  if (!network) throw new Error(`a bench network has errors: ${diagnostics[0]?.message ?? ''}`);
  return network;
}

/** The second text's network; a text, so that the whole path from file to engine is the one measured. */
const smallText = `{
  "inputs": 2,
  "layers": [
    { "units": 2, "activation": "sigmoid", "weights": [[0.15, 0.25], [0.2, 0.3]], "biases": false },
    { "units": 2, "activation": "sigmoid", "weights": [[0.4, 0.5], [0.45, 0.55]], "biases": false }
  ],
  "data": { "inputs": [[0.05, 0.1]], "targets": [[0.01, 0.99]] },
  "training": { "learningRate": 0.5, "epochs": 1000000000 }
}`;

function benchSteps(): void {
  const steps = 200_000;
  const network = networkOf(smallText);
  const prepared = prepareDataset(network, null);
  if (!('dataset' in prepared)) throw new Error('the bench data is not usable');
  const engine: number[] = [];
  const byHand: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const trainer = createTrainer(network, prepared.dataset);
    engine.push(time(() => trainer.advance(steps)));
    let loss = 0;
    byHand.push(
      time(() => {
        loss = straightLine(steps + 1, 0.5);
      }),
    );
    const difference = Math.abs(trainer.finish().loss - loss);
    if (!(difference <= 1e-12)) throw new Error(`engine and straight line differ by ${difference}`);
  }
  const [ours, theirs] = [(steps / median(engine)) * 1000, (steps / median(byHand)) * 1000];
  console.log('\n2-2-2 sigmoid, one sample, SGD (losses compared after every round)\n');
  print('', 'steps/s', 'ratio');
  print('straight-line equations, eight locals', theirs, 1);
  print('engine (TypeScript, any network)', ours, ours / theirs);
}

/** A network of one hidden layer with about `weights` weights, written out. */
function sizedText(weights: number): string {
  if (weights >= 100_000) return largeNetworkText();
  const hidden = Math.max(1, Math.round(Math.sqrt(weights / 2)));
  const inputs = Math.max(1, Math.round(weights / hidden) - 2);
  const rows = (count: number, width: number): string =>
    JSON.stringify(
      Array.from({ length: count }, (_, i) =>
        Array.from({ length: width }, (_, j) => Number(Math.sin(i * 7 + j * 3).toFixed(6))),
      ),
    ).replaceAll('],[', '],\n[');
  return `{
  "inputs": ${inputs},
  "layers": [
    { "units": ${hidden}, "activation": "tanh", "weights": ${rows(inputs, hidden)} },
    { "units": 2, "activation": "sigmoid", "weights": ${rows(hidden, 2)} }
  ],
  "data": { "inputs": ${rows(4, inputs)}, "targets": [[0, 1], [1, 0], [0, 1], [1, 0]] }
}`;
}

/** Everything between a key and fresh lens texts, except VS Code: parse, data, gradients, places, texts. */
function lensesOf(text: string): { readonly parse: number; readonly rest: number; readonly lenses: number } {
  let network: Network | null = null;
  let parsed: ReturnType<typeof parse> | null = null;
  const parseMs = time(() => {
    parsed = parse(text);
    network = parsed.network;
  });
  let lenses = 0;
  const rest = time(() => {
    const prepared = prepareDataset(network!, null);
    if (!('dataset' in prepared)) throw new Error('the bench data is not usable');
    const parameters = initialParameters(network!);
    const { gradient } = evaluate(
      createModel(network!),
      parameters,
      prepared.dataset,
      prepared.dataset.trainingIndices,
    );
    const layout = createLayout(network!);
    const lineAt = lineCounter(text);
    const planned = planLenses(
      network!,
      layout,
      lensPlaces(parsed!.places, lineAt),
      { maxPerLine: 12, maxPerFile: 2_000 },
      true,
    );
    const symbols = createSymbols(network!);
    const names = {
      parameter: (subject: Parameters<typeof symbolOf>[1]) => lensSymbol(symbolOf(symbols, subject)),
      loss: lensSymbol(symbols.loss),
    };
    for (const { content } of planned) {
      lensText(content, network!, layout, names, { parameters, gradient, epoch: null }, '');
    }
    lenses = planned.length;
  });
  return { parse: parseMs, rest, lenses };
}

function lineCounter(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low;
  };
}

function benchLenses(): void {
  console.log('\nFrom an edit to fresh lenses, without VS Code (ms, medians)\n');
  print('', 'parse', 'gradients+text', 'together', 'lenses');
  for (const size of [10, 1_000, 100_000]) {
    const text = sizedText(size);
    const rounds = Array.from({ length: ROUNDS }, () => lensesOf(text));
    const parseMs = median(rounds.map((round) => round.parse));
    const rest = median(rounds.map((round) => round.rest));
    print(
      `${shown(size)} weights, ${shown(text.length)} characters`,
      parseMs,
      rest,
      parseMs + rest,
      rounds[0]!.lenses,
    );
  }
  const { longest } = timeSteps(parseSteps(largeNetworkText()));
  print('longest uninterruptible slice of the largest parse', longest);
}

function benchLarge(): void {
  const network = networkOf(largeNetworkText());
  const prepared = prepareDataset(network, null);
  if (!('dataset' in prepared)) throw new Error('the bench data is not usable');
  const trainer = createTrainer(network, prepared.dataset);
  trainer.advance(3);
  const updates = Array.from({ length: ROUNDS }, () => time(() => trainer.advance(1)));
  const samples = prepared.dataset.trainingIndices.length;
  console.log('\n784-128-10, 101,632 weights written in the file, 10 samples, full batch\n');
  print('', 'ms/update', 'samples/s');
  print('engine (TypeScript)', median(updates), (samples / median(updates)) * 1000);
}

console.log(
  `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, medians of ${ROUNDS} rounds`,
);
benchSteps();
benchLenses();
benchLarge();
benchFormula();
benchDerivations();
benchMemory();
benchSecondOrder();
benchChecker();
benchHostileNotes();
