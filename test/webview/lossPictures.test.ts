import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Snapshot } from '../../src/protocol/panel';
import type { LossCurvesView } from '../../src/protocol/views/loss';
import { example, hostParts } from './hostParts';
import { answerCurves, curveOf } from './lossAnswers';
import { PanelBrowser } from './panelPage';
import { fallingLosses, runView, snapshotB } from './snapshots';
import { THEMES } from './themes';

const OUT = join(process.cwd(), 'out', 'screenshots');
const w1 = { kind: 'weight', layer: 0, i: 0, j: 0 } as const;

/** A noisy loss, as of small batches. */
function noisyLosses(count: number): Float64Array {
  return fallingLosses(count, 0.3, 0.01).map(
    (loss, e) => loss * (1 + 0.3 * Math.sin(e * 12.9898) * Math.cos(e * 78.2)),
  );
}

interface Picture {
  readonly snapshot: Snapshot;
  readonly more: (range: Parameters<typeof curveOf>[1]) => Partial<LossCurvesView>;
  /** What the panel kept. */
  readonly kept: object;
}

const none = new Float64Array();
const finished = (change: object) =>
  snapshotB({ ...hostParts(example('network-b'), w1), run: runView({ status: 'epochs', ...change }) });
const runs = (count: number): LossCurvesView['runs'] =>
  Array.from({ length: count }, (_, n) => ({
    id: `${n + 1}-x`,
    name: n === 1 ? 'small batches' : `run ${n + 1} · sgd η ${0.5 / (n + 1)}`,
    startEpoch: 0,
    endEpoch: 300 + 40 * n,
    isCurrent: n === count - 1,
  }));
const event = (
  epoch: number,
  kind: 'best' | 'rate' | 'nonFinite',
  label: string,
  value: number | null = null,
) => ({
  epoch,
  kind,
  label,
  value,
  sentence: label,
});

const testLosses = fallingLosses(400).map((loss, e) => loss * 1.3 + (e / 400) ** 2 * 0.012);
const pictures: Readonly<Record<string, Picture>> = {
  events: {
    snapshot: finished({ losses: fallingLosses(400), testLosses, epochs: 400 }),
    more: () => ({
      runs: runs(1),
      events: [
        event(100, 'rate', 'η 0.25'),
        event(200, 'rate', 'η 0.125'),
        event(testLosses.indexOf(Math.min(...testLosses)), 'best', 'best test loss', Math.min(...testLosses)),
      ],
    }),
    kept: {},
  },
  overlay: {
    snapshot: finished({ losses: noisyLosses(420), epochs: 420 }),
    more: (range) => ({
      runs: runs(4),
      archived: [0, 1, 2].map((n) => ({
        id: `${n + 1}-x`,
        ...curveOf(
          { losses: fallingLosses(300 + 40 * n, 0.3 - 0.02 * n, 0.08 / (n + 1)), testLosses: none },
          range,
        ),
      })),
    }),
    kept: { runs: ['1-x', '2-x', '3-x'] },
  },
  parts: {
    snapshot: finished({ losses: fallingLosses(400), epochs: 400 }),
    more: () => ({ runs: runs(1) }),
    kept: { switched: ['output 0', 'output 1'] },
  },
  million: {
    snapshot: finished({ losses: noisyLosses(1_000_000), epochs: 1_000_000 }),
    more: () => ({ runs: runs(1) }),
    kept: {},
  },
  diverged: {
    snapshot: snapshotB({
      run: runView({
        status: 'diverged',
        losses: Float64Array.from({ length: 60 }, (_, e) => 0.3 * 1.6 ** e),
        divergence: {
          place: { epoch: 60, step: 60, what: 'weight', layer: 1, unit: 0, sample: null },
          sentence: 'Diverged in epoch 60: w₅ left the range of a double in update 60.',
        },
      }),
    }),
    more: () => ({ runs: runs(1), events: [event(60, 'nonFinite', 'not finite')] }),
    kept: {},
  },
};

const SHEET = [
  'events light 900',
  'overlay dark 900',
  'parts light 900',
  'million dark 900',
  'diverged high-contrast 900',
  'overlay high-contrast-light 900',
  'overlay light 420',
  'parts dark 420',
  'events high-contrast 420',
];

describe('pictures of the loss chart', function () {
  this.timeout(120_000);
  let browser: PanelBrowser;

  before(async () => {
    mkdirSync(OUT, { recursive: true });
    browser = await PanelBrowser.launch();
  });
  after(async () => {
    await browser.close();
  });

  for (const name of SHEET) {
    it(`is taken of ${name}`, async () => {
      const [state, themeName, width] = name.split(' ') as [string, string, string];
      const theme = THEMES.find((one) => one.name === themeName);
      const { snapshot, more, kept } = pictures[state]!;
      assert.ok(theme);
      const epochs = Float64Array.from({ length: 101 }, (_, n) => 4 * n);
      const panel = await browser.open({
        snapshot,
        theme,
        width: Number(width),
        height: 1400,
        state: { ratio: 0.58, views: { open: 'loss', states: { loss: kept } } },
        answers: {
          lossCurves: (params) => answerCurves(snapshot.run, params, more(params)),
          lossParts: () => ({
            epochs,
            terms: [
              epochs.map((e) => fallingLosses(401)[e]! * 0.8),
              epochs.map((e) => fallingLosses(401)[e]! * 0.2),
            ],
            penalties: new Float64Array(epochs.length),
            isComplete: true,
          }),
        },
      });
      await panel.settle();
      const path = join(OUT, `loss-${name.replaceAll(' ', '-')}.png`);
      const picture = await panel.page.locator('section.loss').screenshot({ path });
      assert.ok(picture.length > 5000, `${path} is almost empty`);
      const isWide = await panel.page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      assert.equal(isWide, false, 'the page scrolls sideways');
      assert.deepEqual(panel.complaints, []);
      await panel.close();
    });
  }

  it('are put together on a contact sheet', async () => {
    const page = await browser.blank(1880, 800);
    const figure = (name: string): string => {
      const data = readFileSync(join(OUT, `loss-${name.replaceAll(' ', '-')}.png`)).toString('base64');
      return `<figure><img src="data:image/png;base64,${data}"><figcaption>${name}</figcaption></figure>`;
    };
    await page.setContent(
      `<style>body{margin:0;padding:12px;display:flex;flex-wrap:wrap;gap:12px;background:#777;font:12px sans-serif}
       figure{margin:0}img{display:block}figcaption{color:#fff;padding-top:2px}</style>${SHEET.map(figure).join('')}`,
    );
    await page.waitForFunction(() =>
      [...document.images].every((image) => image.complete && image.naturalWidth > 0),
    );
    const sheet = await page.screenshot({ path: join(OUT, 'contact-loss.png'), fullPage: true });
    assert.ok(sheet.length > 50_000);
    await page.close();
  });
});
