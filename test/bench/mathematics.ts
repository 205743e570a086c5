/** What the mathematics costs: formulas, their memory, second derivatives, and the checking of what people wrote. */

import { prepareDataset } from '../../src/core/engine/dataset';
import { initialParameters } from '../../src/core/engine/initialise';
import { createModel } from '../../src/core/engine/model';
import { createTrainer } from '../../src/core/engine/training';
import { derive } from '../../src/core/math/derivation';
import type { Expression } from '../../src/core/math/expression';
import { parametersOf } from '../../src/core/math/gradientList';
import type { Network } from '../../src/core/network/network';
import { parse } from '../../src/core/network/parse';
import { createSymbols } from '../../src/core/network/symbols';
import { checkFormulas, checkFormulasSteps, type CheckContext } from '../../src/core/verify/check';
import { readCell, readDocument, readDocumentSteps } from '../../src/core/verify/readDocument';
import { networkOf } from '../core/engine/reference/networks';
import { corpusText, readCorpus, type CorpusEntry } from '../core/verify/corpus';
import { megabytes } from '../core/verify/hostileDocuments';
import { derivationFigures, derivationNetworks } from './derivations';
import { median, print, ROUNDS, time, timeSteps } from './report';
import { secondOrderFigures } from './secondOrder';

function contextOf(text: string): CheckContext {
  const { network, diagnostics } = parse(text);
  if (!network) throw new Error(`a bench network has errors: ${diagnostics[0]?.message ?? ''}`);
  const prepared = prepareDataset(network, null);
  if (!('dataset' in prepared)) throw new Error('the bench data is not usable');
  return {
    network,
    symbols: createSymbols(network),
    model: createModel(network),
    dataset: prepared.dataset,
    parameters: initialParameters(network),
  };
}

/** An activation given as a formula beside the same one that the engine has. */
export function benchFormula(): void {
  const text = (activation: unknown): string =>
    JSON.stringify({
      inputs: 2,
      layers: [{ units: 64, activation }, { units: 64, activation }, { units: 1 }],
      data: { generator: 'circles', samples: 500, noise: 0.1 },
    });
  const trainers = ['silu', { formula: 'a * sigmoid(a)' }].map((activation) => {
    const { network, dataset } = contextOf(text(activation));
    if (!dataset) throw new Error('the bench data is not usable');
    return createTrainer(network, dataset);
  });
  const rounds = Array.from({ length: ROUNDS }, () =>
    trainers.map((trainer) => time(() => trainer.advance(5)) / 5),
  );
  const [own, formula] = [0, 1].map((n) => median(rounds.map((round) => round[n]!))) as [number, number];
  console.log('\nAn epoch of 2-64-64-1 on 500 samples\n');
  print('', 'ms', 'ratio');
  print('silu', own, 1);
  print('the formula a * sigmoid(a)', formula, formula / own);
}

/** Written out this has 168 terms in a first weight, the limit being 200. */
const nearLimit = [
  '4-8-12-14',
  networkOf({ units: [4, 8, 12, 14], activations: ['tanh', 'tanh', 'sigmoid'] }),
] as const;

/** Derivations and views by size; each depth beside half of it. */
export function benchDerivations(): void {
  console.log('\nDeriving a gradient, and its dearest view printed as LaTeX (ms, medians)\n');
  print('', 'first weight', 'dearest weight', 'view', 'most terms');
  let [before, depthBefore] = [0, 0];
  for (const [name, network] of [...derivationNetworks([5, 10, 20, 40]), nearLimit]) {
    const { first, dearest, view, viewOf, terms } = derivationFigures(network);
    print(name, first, dearest, view, terms);
    const depth = network.layers.length;
    if (depth === 2 * depthBefore) print('  in ratio to half the depth', first / before);
    print(`  that view: ${viewOf}`);
    [before, depthBefore] = [first, depth];
  }
}

/** What the formulas of networks of about 100,000 parameters hold in memory. */
export function benchMemory(): void {
  console.log('\nFormulas kept in memory\n');
  print('', 'formulas', 'MB', 'kB each');
  const wide = networkOf({
    units: [784, 128, 10],
    activations: ['relu', 'softmax'],
    loss: 'categoricalCrossEntropy',
  });
  const [[, deep]] = derivationNetworks([25]).slice(1) as [readonly [string, Network]];
  keepFormulas('784-128-10, sums written out', wide);
  keepFormulas('25 layers of 64 units, in δ-form', deep);
}

function keepFormulas(name: string, network: Network): void {
  const collect = globalThis.gc;
  if (!collect) throw new Error('the bench needs node --expose-gc');
  const heap = (): number => {
    collect();
    return process.memoryUsage().heapUsed / 1e6;
  };
  const start = heap();
  const kept: Expression[] = [];
  for (const subject of parametersOf(network)) kept.push(derive(network, subject).formula);
  const grown = Math.max(0, heap() - start);
  print(name, kept.length, grown, (grown / kept.length) * 1000);
  kept.length = 0;
  print('  left when they are dropped', 0, Math.max(0, heap() - start));
}

/** Products with the Hessian beside gradients; ledgers of paths. */
export function benchSecondOrder(): void {
  console.log('\nSecond derivatives and paths\n');
  print('', 'ms', 'ratio');
  const figures = secondOrderFigures((work) => median(Array.from({ length: 3 }, () => time(work))));
  const [, gradient] = figures[0]!;
  for (const [label, milliseconds] of figures) print(label, milliseconds, milliseconds / gradient);
}

/** The 150 formulas of the corpus, read and judged. */
export function benchChecker(): void {
  const corpus = readCorpus();
  const contexts = new Map(corpus.map(({ network }) => [network, contextOf(corpusText(network))]));
  const check = (entry: CorpusEntry): void => {
    const context = contexts.get(entry.network)!;
    const { syntax, cell, text } = entry;
    const read =
      syntax === 'notebook'
        ? readCell(text, cell ?? 'markdown', context.network)
        : readDocument(text, syntax, context.network);
    checkFormulas(context, text, read);
  };
  const each = corpus.map((entry) => ({
    entry,
    milliseconds: median(
      Array.from({ length: 3 }, () =>
        time(() => {
          check(entry);
        }),
      ),
    ),
  }));
  console.log('\nChecking the corpus of formulas (ms for each)\n');
  print('', 'formulas', 'mean', 'dearest');
  for (const verdict of ['right', 'wrong', 'unknown'] as const) {
    const times = each.filter(({ entry }) => entry.verdict === verdict).map((one) => one.milliseconds);
    print(verdict, times.length, times.reduce((sum, one) => sum + one, 0) / times.length, Math.max(...times));
  }
}

/** Notes of a megabyte: how long they take, and the longest turn in which the extension host can do nothing else. */
export function benchHostileNotes(): void {
  const context = contextOf(corpusText('networks/network-b.backprop.json'));
  console.log('\nNotes of 1 MB, read and judged (ms)\n');
  print('', 'read', 'longest turn', 'judged', 'longest turn');
  for (const { what, kind, text } of megabytes) {
    const rounds = Array.from({ length: 3 }, () => {
      const read = timeSteps(readDocumentSteps(text, kind, context.network));
      const judged = timeSteps(checkFormulasSteps(context, text, read.value));
      return [read.whole, read.longest, judged.whole, judged.longest] as const;
    });
    const figures = [0, 1, 2, 3].map((n) => median(rounds.map((round) => round[n]!)));
    print(`${what}, ${kind}`, ...figures);
  }
}
