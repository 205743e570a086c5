/*
 * The panel in a page of Chromium, with the host's own messages: what has to be the same every time, and what would take
 * half an hour in a window.
 */

import { evaluate } from '../../../src/core/engine/evaluate';
import { LossSeries } from '../../../src/core/engine/lossSeries';
import { createTrainer } from '../../../src/core/engine/training';
import { derivationView } from '../../../src/host/panel/derivationView';
import { NetworkPicture } from '../../../src/host/panel/networkView';
import type { LossCurvesView } from '../../../src/protocol/views/loss';
import { goodNetworkOf } from '../../hostpure/goodNetworkOf';
import { usualWriting } from '../../webview/hostParts';
import { PanelBrowser } from '../../webview/panelPage';
import { newestMoment, runView, snapshotB } from '../../webview/snapshots';
import { THEMES } from '../../webview/themes';
import { median } from '../report';
import type { PageFigures } from './figures';
import { playground } from './networks';

const ROUNDS = 7;
/** The thread of a run tells of it 20 times a second; numbers follow four times a second. */
const MESSAGES = 30 * 60 * 20;
const EVERY = 5;
/** Messages of the first minute: what is loaded and compiled once is there then. */
const SETTLED = 60 * 20;
const EPOCHS_A_MESSAGE = 5;
/** Columns that the chart is answered with; it asks for about as many as it has pixels. */
const COLUMNS = 640;

const subject = { kind: 'weight', layer: 0, i: 0, j: 0 } as const;

export async function pageFigures(): Promise<PageFigures> {
  return { ...(await paints()), ...(await stream()) };
}

async function paints(): Promise<Pick<PageFigures, 'drawn' | 'scriptKilobytes'>> {
  const browser = await PanelBrowser.launch();
  try {
    const snapshot = snapshotB({ ...moments(1)[0], run: null });
    const drawn: number[] = [];
    let bytes = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const panel = await browser.open({ snapshot, theme: THEMES[0]!, beforeLoad: noteDrawn });
      const found = await panel.page.evaluate(async () => {
        const at = await (window as unknown as { drawnAt: Promise<number> }).drawnAt;
        const scripts = (performance.getEntriesByType('resource') as PerformanceResourceTiming[]).filter(
          ({ name, responseEnd }) => /\.js(\?|$)/.test(name) && responseEnd <= at,
        );
        return { at, bytes: scripts.reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0) };
      });
      drawn.push(found.at);
      bytes = Math.max(bytes, found.bytes);
      await panel.close();
    }
    return { drawn: median(drawn), scriptKilobytes: bytes / 1000 };
  } finally {
    await browser.close();
  }
}

/** What the host tells of the network as it is trained, at so many moments. */
function moments(count: number) {
  const good = goodNetworkOf(playground(1_000_000));
  const { network, model } = good;
  const dataset = good.dataset!;
  const trainer = createTrainer(network, dataset);
  const picture = new NetworkPicture(good);
  return Array.from({ length: count }, () => {
    const { parameters } = trainer;
    const evaluation = evaluate(model, parameters, dataset, dataset.trainingIndices);
    const { loss, penalty } = evaluation;
    const state = { parameters: parameters.slice(), evaluation, loss, penalty };
    const shown = {
      network: picture.view(state, dataset.trainingIndices[0] ?? 0),
      derivation: derivationView(good, state, subject, null, usualWriting),
    };
    trainer.advance(20 * trainer.updatesPerEpoch);
    return shown;
  });
}

/** What the chart is answered after so many epochs. */
function curvesAfter(epochs: number): LossCurvesView {
  const value = (epoch: number): number => 0.7 / (1 + epoch / 900) + 0.01 * Math.sin(epoch);
  const series = new LossSeries(Float64Array.from({ length: epochs }, (_, epoch) => value(epoch)));
  const losses = series.query(0, epochs, COLUMNS);
  const current = { losses, testLosses: losses, startEpoch: 0, endEpoch: epochs };
  return { current, archived: [], runs: [], events: [], schedule: null };
}

async function stream(): Promise<Omit<PageFigures, 'drawn' | 'scriptKilobytes'>> {
  const browser = await PanelBrowser.launch();
  try {
    const shown = moments(24);
    const run = runView({ epoch: 1, epochs: 1_000_000, losses: new Float64Array([0.7]) });
    const snapshot = snapshotB({ ...shown[0], run: { ...run, moment: newestMoment(1) } });
    const panel = await browser.open({ snapshot, theme: THEMES[0]! });
    const { page } = panel;
    const curves = Array.from({ length: 60 }, (_, n) =>
      curvesAfter(Math.ceil(((n + 1) * MESSAGES * EPOCHS_A_MESSAGE) / 60)),
    );
    await page.evaluate(installHost, { shown, curves, id: run.id, last: MESSAGES * EPOCHS_A_MESSAGE });
    const session = await page.context().newCDPSession(page);
    const held = async (): Promise<{ readonly megabytes: number; readonly nodes: number }> => {
      for (let turn = 0; turn < 3; turn++) await session.send('HeapProfiler.collectGarbage');
      const { usedSize } = await session.send('Runtime.getHeapUsage');
      const { nodes } = await session.send('Memory.getDOMCounters');
      return { megabytes: usedSize / 1e6, nodes };
    };
    await session.send('HeapProfiler.enable');
    await page.evaluate(streamMessages, { from: 0, to: SETTLED, every: EVERY, epochs: EPOCHS_A_MESSAGE });
    const before = await held();
    const start = performance.now();
    const rest = { from: SETTLED, to: MESSAGES, every: EVERY, epochs: EPOCHS_A_MESSAGE };
    await page.evaluate(streamMessages, rest);
    const streamSeconds = (performance.now() - start) / 1000;
    const after = await held();
    await panel.close();
    return {
      grownMegabytes: after.megabytes - before.megabytes,
      heldMegabytes: after.megabytes,
      grownNodes: after.nodes - before.nodes,
      messages: MESSAGES,
      streamSeconds,
    };
  } finally {
    await browser.close();
  }
}

interface PageHost {
  postToHost: (message: unknown) => void;
  tell: (name: string, data: unknown) => void;
  shown: readonly { readonly network: unknown; readonly derivation: unknown }[];
  runId: number;
}

/** Runs in the page: answers what the chart asks there, so that no message of the test's own is measured. */
function installHost(given: {
  readonly shown: PageHost['shown'];
  readonly curves: readonly unknown[];
  readonly id: number;
  readonly last: number;
}): void {
  const scope = window as unknown as PageHost & { epoch: number };
  scope.shown = given.shown;
  scope.runId = given.id;
  scope.epoch = 0;
  scope.tell = (name, data) => {
    // As a wire does: the page gets copies.
    window.postMessage({ kind: 'event', name, data }, '*');
  };
  scope.postToHost = (message) => {
    const { kind, id, method } = message as { kind: string; id: number; method: string };
    if (kind !== 'request') return;
    const nth = Math.min(
      given.curves.length - 1,
      Math.floor((given.curves.length * scope.epoch) / given.last),
    );
    const result = method === 'lossCurves' ? given.curves[nth] : null;
    window.postMessage({ kind: 'result', id, result }, '*');
  };
}

/** Runs in the page: sends what a run brings, each message when the last has been taken; frames come as they come. */
async function streamMessages(given: {
  readonly from: number;
  readonly to: number;
  readonly every: number;
  readonly epochs: number;
}): Promise<void> {
  const scope = window as unknown as PageHost & { epoch: number };
  const { tell, shown, runId } = scope;
  const taken = (): Promise<void> =>
    new Promise((resolve) => {
      // Messages come in their order, so this one after those before it.
      window.addEventListener('message', function heard({ data }: MessageEvent<unknown>) {
        if (data !== 'taken') return;
        window.removeEventListener('message', heard);
        resolve();
      });
      window.postMessage('taken', '*');
    });
  for (let n = given.from; n < given.to; n++) {
    const epoch = (scope.epoch = (n + 1) * given.epochs);
    const loss = 0.7 / (1 + epoch / 900);
    tell('progress', { id: runId, status: 'running', epoch, step: 25 * epoch, loss });
    if (n % given.every === 0) {
      const { network, derivation } = shown[(n / given.every) % shown.length]!;
      tell('network', { network, problem: null });
      tell('derivation', derivation);
    }
    await taken();
  }
}

/** Runs in the page before its scripts: `drawnAt` is when the diagram was drawn, in milliseconds from the page's start. */
function noteDrawn(): void {
  (window as unknown as { drawnAt: Promise<number> }).drawnAt = new Promise((resolve) => {
    const look = (): void => {
      if (!document.querySelector('.diagram circle')?.checkVisibility()) {
        requestAnimationFrame(look);
        return;
      }
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        resolve(performance.now());
      };
      port2.postMessage(null);
    };
    requestAnimationFrame(look);
  });
}
