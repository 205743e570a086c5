import * as vscode from 'vscode';
import type { Evaluation } from '../../core/engine/evaluate';
import { evaluateInSlices } from '../../core/engine/evaluateInSlices';
import { parameterAt } from '../../core/engine/layout';
import { createNames } from '../../core/math/names';
import type { Naming } from '../../core/network/naming';
import { placeOf } from '../../core/network/places';
import type { Steps } from '../../core/network/steps';
import { comparisonSteps } from '../gradientComparisons';
import type { NetworkFiles, NetworkText } from '../networkFile';
import type { GoodNetwork } from '../networkState';
import { runInSlices, type Cancellation } from '../slices';
import { isWithin, leavesOf, syncChildren, type WantedItem } from './itemTree';
import { planLayers, planTests, resultOf, type Planned, type PlannedTest } from './testPlan';
import type { TestReport } from './testReport';

const never: Cancellation = { isCancelled: false };

/** The tests of network files: analytic gradients against central differences. */
export class NetworkTests {
  readonly #controller: vscode.TestController;
  readonly #files: NetworkFiles;
  /** What the items below a file stand for. */
  readonly #planned = new WeakMap<vscode.TestItem, PlannedTest>();
  /** The text that the items of a file were last made from, and the names that they have. */
  readonly #texts = new WeakMap<vscode.TestItem, { readonly text: string; readonly names: Naming }>();

  constructor(controller: vscode.TestController, files: NetworkFiles) {
    this.#controller = controller;
    this.#files = files;
  }

  /** Lists the layers of the file that `root` stands for, and what is inside those that are listed already. */
  async resolve(root: vscode.TestItem): Promise<void> {
    const text = root.uri && (await this.#files.read(root.uri, never));
    if (!text) return;
    if ('problem' in text) {
      root.error = text.problem;
      root.children.replace([]);
      return;
    }
    this.#list(root, text);
  }

  /** Lists what is inside a layer. */
  async resolveLayer(item: vscode.TestItem): Promise<void> {
    const root = item.parent;
    const text = root?.uri && (await this.#files.read(root.uri, never));
    if (!root || !text || 'problem' in text) return;
    this.#list(root, text);
    this.#listLayer(item, text);
  }

  /**
   * Runs the tests of one file.
   *
   * @param chosen the file's item or some below it; `excluded` are left out, with what is below them.
   */
  async run(
    root: vscode.TestItem,
    chosen: readonly vscode.TestItem[],
    excluded: ReadonlySet<vscode.TestItem>,
    report: TestReport,
    cancellation: Cancellation,
  ): Promise<void> {
    const { uri } = root;
    const text = uri && (await this.#files.read(uri, cancellation));
    if (!text) return;
    const fail = (message: string, range: vscode.Range | null): void => {
      for (const item of chosen) report.errored(item, messageAt(message, uri, range));
    };
    if ('problem' in text) {
      fail(text.problem, null);
      return;
    }
    this.#list(root, text);
    const made = await this.#files.make(uri, text, cancellation);
    if (!made) return;
    const error = made.diagnostics.find(({ severity }) => severity === 'error');
    if (error) {
      fail(error.message, text.locate(error.range));
      return;
    }
    const { good } = made;
    if (!good) return;
    for (const item of layersOf(root, chosen)) this.#listLayer(item, text);
    const leaves = [...new Set(chosen.flatMap(leavesOf))].filter(
      (item) => isWithin(item, new Set([root])) && !isWithin(item, excluded),
    );
    if (!good.dataset) {
      const reason = made.diagnostics.find(({ code }) => code.startsWith('data.')) ?? good.refusals[0];
      const said = reason?.message ?? vscode.l10n.t('There are no samples to compute gradients with.');
      for (const item of leaves) report.skipped(item, said);
      return;
    }
    report.enqueued(leaves);
    await runInSlices(this.#steps(good, text, uri, leaves, report), cancellation);
  }

  *#steps(
    good: GoodNetwork,
    text: NetworkText,
    uri: vscode.Uri,
    leaves: readonly vscode.TestItem[],
    report: TestReport,
  ): Steps<void> {
    const evaluation = yield* evaluationSteps(good);
    if (!evaluation) return;
    const names = createNames(good.network, good.symbols);
    const { layout } = good.model;
    const gradientName = (parameter: number): string =>
      `∂${names.unicode({ kind: 'loss' })}/∂${names.unicode(parameterAt(layout, parameter))}`;
    for (const item of leaves) {
      const planned = this.#planned.get(item);
      if (!planned) continue;
      report.started(item);
      const comparisons = yield* comparisonSteps(good, evaluation, planned.parameters);
      const { outcome, said, disagreements } = resultOf(comparisons, gradientName);
      if (outcome !== 'failed') {
        report[outcome](item, said);
        continue;
      }
      const messages = disagreements.map(({ parameter, message, expected, actual }) => {
        const diff = vscode.TestMessage.diff(message, expected, actual);
        const place = placeOf(text.parsed, parameterAt(layout, parameter)) ?? planned.range;
        diff.location = new vscode.Location(uri, place ? text.locate(place) : fileStart);
        return diff;
      });
      report.failed(item, messages, said);
    }
  }

  #list(root: vscode.TestItem, text: NetworkText): void {
    const { parsed, names } = text;
    const before = this.#texts.get(root);
    const isSameText = before?.text === parsed.text;
    if (isSameText && before.names === names && root.children.size > 0) return;
    // Other names change no gradient.
    if (before && !isSameText) this.#controller.invalidateTestResults(root);
    this.#texts.set(root, { text: parsed.text, names });
    const error = parsed.diagnostics.find(({ severity }) => severity === 'error');
    root.error = error?.message;
    const planned = plannedOf(text);
    const layers = planned ? planLayers(planned) : [];
    const listed = this.#sync(root, text, layers, true);
    for (const item of listed) if (item.children.size > 0) this.#listLayer(item, text);
  }

  #listLayer(item: vscode.TestItem, text: NetworkText): void {
    const planned = plannedOf(text);
    const l = layerOf(item);
    if (!planned || l === null || !planned.network.layers[l]) return;
    const tests = planTests(planned, createNames(planned.network), l);
    if (tests.length === 0) item.canResolveChildren = false;
    this.#sync(item, text, tests, false);
  }

  #sync(
    parent: vscode.TestItem,
    text: NetworkText,
    planned: readonly PlannedTest[],
    canResolveChildren: boolean,
  ): readonly vscode.TestItem[] {
    const { uri } = parent;
    if (!uri) return [];
    const wanted = planned.map(({ id, label, range }): WantedItem => {
      return { id, label, uri, range: range && text.locate(range), canResolveChildren };
    });
    const items = syncChildren(this.#controller, parent, wanted);
    for (const [n, item] of items.entries()) this.#planned.set(item, planned[n]!);
    return items;
  }
}

const fileStart = new vscode.Range(0, 0, 0, 0);

function messageAt(text: string, uri: vscode.Uri, range: vscode.Range | null): vscode.TestMessage {
  const message = new vscode.TestMessage(text);
  message.location = new vscode.Location(uri, range ?? fileStart);
  return message;
}

function plannedOf({ network, parsed }: NetworkText): Planned | null {
  return network && { network, parsed };
}

/** The layer that an item stands for, counted from 0. */
function layerOf({ id }: vscode.TestItem): number | null {
  const [, digits] = /^layer (\d+)$/.exec(id) ?? [];
  return digits === undefined ? null : Number(digits);
}

/** The layers that something of `chosen` is in. */
function layersOf(root: vscode.TestItem, chosen: readonly vscode.TestItem[]): readonly vscode.TestItem[] {
  const all = new Set(chosen);
  return Array.from(root.children, ([, layer]) => layer).filter(
    (layer) => isWithin(layer, all) || chosen.some(({ parent }) => parent === layer),
  );
}

/** Loss and gradients at the file's numbers: those that are shown, or computed here where they are not there yet. */
function* evaluationSteps(good: GoodNetwork): Steps<Evaluation | null> {
  const { model, parameters, dataset } = good;
  if (!dataset) return null;
  return good.evaluation() ?? (yield* evaluateInSlices(model, parameters, dataset, dataset.trainingIndices));
}
