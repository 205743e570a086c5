/** What it costs to have fresh lenses after an edit, by size of the network; and a large network written out. */

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
import { readNetwork } from './job';
import { median, print, ROUNDS, shown, time } from './report';

/** Milliseconds from an edit to fresh lenses, of a network of so many weights. */
export interface LensFigure {
  readonly weights: number;
  readonly milliseconds: number;
}

const sizes = [10, 1_000, 10_000, 100_000] as const;

/** A network of one hidden layer with about `weights` weights, written out. */
export function sizedText(weights: number): string {
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
      { finest: 'parameters', maxPerLine: 12, maxPerFile: 2_000 },
      true,
    );
    const symbols = createSymbols(network!);
    const names = {
      parameter: (subject: Parameters<typeof symbolOf>[1]) => lensSymbol(symbolOf(symbols, subject)),
      loss: lensSymbol(symbols.loss),
    };
    for (const { content } of planned) {
      lensText(content, network!, layout, names, { parameters, gradient, moment: null }, '');
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

export function benchLenses(): LensFigure[] {
  console.log('\nFrom an edit to fresh lenses, without VS Code (ms, medians)\n');
  print('', 'parse', 'gradients+text', 'together', 'lenses');
  const figures = sizes.map((size): LensFigure => {
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
    return { weights: size, milliseconds: parseMs + rest };
  });
  const steps = parseSteps(largeNetworkText());
  let longest = 0;
  for (;;) {
    const start = performance.now();
    const { done } = steps.next();
    longest = Math.max(longest, performance.now() - start);
    if (done) break;
  }
  print('longest uninterruptible slice of the largest parse', longest);
  return figures;
}

export function benchLarge(): void {
  const { network, dataset } = readNetwork({ text: largeNetworkText(), dataText: null });
  const trainer = createTrainer(network, dataset);
  trainer.advance(3);
  const updates = Array.from({ length: ROUNDS }, () => time(() => trainer.advance(1)));
  const samples = dataset.trainingIndices.length;
  console.log('\n784-128-10, 101,632 weights written in the file, 10 samples, full batch\n');
  print('', 'ms/update', 'samples/s');
  print('engine (TypeScript)', median(updates), (samples / median(updates)) * 1000);
}
