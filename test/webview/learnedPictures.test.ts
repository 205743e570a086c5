import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import { example } from './hostParts';
import { oneInput, trained } from './learnedNetworks';
import { PanelBrowser } from './panelPage';
import { contactSheet, type Picture } from './picturePage';
import { runOf } from './runOfViews';
import { THEMES } from './themes';
import { exampleFile, openView, ViewHost, type ViewHostOptions } from './viewHost';

interface State {
  readonly view: string;
  readonly options: ViewHostOptions;
  /** What has to be there before the picture is taken. */
  readonly ready: string;
}

const grains = exampleFile('grains.csv');
const circles = example('circles');
/** An update with everything in it. */
const adamText = JSON.stringify({
  inputs: 2,
  layers: [
    { units: 3, activation: 'tanh' },
    { units: 1, activation: 'sigmoid' },
  ],
  loss: 'binaryCrossEntropy',
  data: { generator: 'circles', samples: 20, seed: 3 },
  training: {
    optimizer: { type: 'adamw', weightDecay: 0.05 },
    l2: 0.01,
    learningRate: 0.1,
    schedule: { type: 'exponential', factor: 0.95 },
    batchSize: 5,
  },
});

const STATES: Readonly<Record<string, State>> = {
  regions: {
    view: 'learned',
    options: { text: circles, parameters: trained(circles, 150) },
    ready: '.map-canvas[data-painted="96"]',
  },
  curve: {
    view: 'learned',
    options: { text: oneInput, parameters: trained(oneInput, 300) },
    ready: '.learned-curve .curve',
  },
  table: {
    view: 'learned',
    options: {
      text: example('grains'),
      fileText: grains,
      parameters: trained(example('grains'), 40, grains),
    },
    ready: '.confusion-matrix',
  },
  update: {
    view: 'update',
    options: { ...runOf(adamText, 12), subject: { kind: 'weight', layer: 0, i: 1, j: 2 } },
    ready: '.term .katex',
  },
  story: {
    view: 'story',
    options: { text: example('network-b'), subject: { kind: 'weight', layer: 0, i: 0, j: 0 } },
    ready: '.chapter',
  },
  merged: { view: 'story', options: { text: example('two-linear-layers') }, ready: '.merged .katex' },
  distributions: { view: 'distributions', options: runOf(circles, 60), ready: '.band-figure' },
};

/** How large pictures are on the sheet. */
const SHEET_SCALE = 0.52;

/** Which state in which theme at which width; the whole sheet is one look at everything. */
const SHEET: readonly (readonly [state: string, theme: number, width: number])[] = [
  ['regions', 0, 800],
  ['regions', 1, 800],
  ['regions', 2, 420],
  ['curve', 0, 800],
  ['curve', 3, 420],
  ['table', 1, 800],
  ['table', 2, 800],
  ['regions', 1, 1400],
  ['update', 0, 800],
  ['update', 2, 800],
  ['update', 1, 420],
  ['story', 0, 800],
  ['story', 2, 420],
  ['merged', 1, 800],
  ['merged', 1, 1400],
  ['distributions', 1, 800],
  ['distributions', 0, 800],
  ['distributions', 2, 420],
];

describe('pictures of what was learned, updates, distributions and the story', function () {
  this.timeout(240_000);
  let browser: PanelBrowser;

  before(async () => {
    browser = await PanelBrowser.launch();
  });
  after(async () => {
    await browser.close();
  });

  it('are put together on a contact sheet', async () => {
    const pictures: Picture[] = [];
    for (const [name, theme, width] of SHEET) {
      const state = STATES[name];
      const dress = THEMES[theme];
      assert.ok(state && dress);
      const host = new ViewHost(state.options);
      const panel = await browser.open({
        snapshot: host.snapshot(),
        answers: host.answers,
        state: openView(state.view),
        theme: dress,
        width,
        // As tall as the view: scrolling would put the toolbar over it.
        height: width < 1000 ? 2600 : 1000,
      });
      await panel.page.waitForSelector(state.ready);
      await panel.settle();
      // Epochs that are being read, and formulas that are being set, come one by one.
      await panel.page.waitForFunction(
        () => document.querySelector('.distributions [role=status]')?.textContent.includes('read') !== true,
      );
      const part = width < 1000 ? panel.page.locator('.views') : panel.page;
      const path = join(process.cwd(), 'out', 'screenshots', `learned-${name}-${width}-${dress.name}.png`);
      const png = await part.screenshot({ path });
      pictures.push({
        name: `${name} ${width} ${dress.name}`,
        png,
        width: Math.round(width * SHEET_SCALE),
      });
      assert.deepEqual(panel.complaints, []);
      await panel.close();
    }
    await contactSheet(browser, 'learned', pictures);
  });
});
