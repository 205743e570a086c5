import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Snapshot } from '../../src/protocol/panel';
import { PanelBrowser } from './panelPage';
import { STATES } from './states';
import { THEMES } from './themes';

const empty: Snapshot = { document: null, problem: null, network: null, derivation: null, run: null };
const OUT = join(process.cwd(), 'out', 'screenshots');

/** Width × height of the pictures, and which states are taken at that size. */
const SIZES = [
  { width: 420, height: 1600, states: ['opened', 'running', 'problem', 'empty'] },
  // As tall as its column: what stands below the steps is seen too.
  { width: 640, height: 2100, states: ['running', 'deep', 'batch', 'numbers'] },
  { width: 800, height: 1000, states: ['biases'] },
  { width: 1000, height: 900, states: ['finished', 'deep', 'numbers'] },
  { width: 1400, height: 900, states: Object.keys(STATES) },
  { width: 1600, height: 1000, states: ['running', 'matrix', 'batch'] },
];

/** All pictures, and not those of the contact sheet alone: to be looked at after a change of the panel. */
const isEverything = process.env['BACKPROP_PICTURES'] === 'all';

/** What the contact sheet shows, row by row: how high the pictures of a row are, and each by state, width, theme. */
const SHEET = [
  {
    height: 276,
    names: [
      'running 1400 light',
      'running 1400 dark',
      'running 1400 high-contrast',
      'running 1400 high-contrast-light',
    ],
  },
  {
    height: 276,
    names: ['opened 1400 dark', 'finished 1000 light', 'diverged 1400 light', 'stale 1400 high-contrast'],
  },
  { height: 276, names: ['matrix 1400 light', 'summation 1400 dark', 'deep 1400 dark', 'huge 1400 light'] },
  {
    height: 276,
    names: ['biases 1400 light', 'problem 1400 dark', 'broken 1400 dark', 'empty 1400 light'],
  },
  { height: 276, names: ['stopped 1400 light', 'loading 1400 dark', 'stopped 1400 high-contrast'] },
  {
    height: 1000,
    names: [
      'running 640 light',
      'deep 640 dark',
      'batch 640 high-contrast-light',
      'numbers 640 high-contrast',
      'running 420 dark',
    ],
  },
];
const SHEET_WIDTH = 1800;

const isWanted = (name: string): boolean => isEverything || SHEET.some(({ names }) => names.includes(name));

describe('pictures of the panel', function () {
  this.timeout(120_000);
  let browser: PanelBrowser;

  before(async () => {
    mkdirSync(OUT, { recursive: true });
    browser = await PanelBrowser.launch();
  });
  after(async () => {
    await browser.close();
  });

  for (const theme of THEMES) {
    it(`are taken in ${theme.name}`, async () => {
      for (const { width, height, states: all } of SIZES) {
        const states = all.filter((name) => isWanted(`${name} ${width} ${theme.name}`));
        if (states.length === 0) continue;
        const panel = await browser.open({ snapshot: empty, theme, width, height });
        for (const name of states) {
          const snapshot = STATES[name]?.();
          assert.ok(snapshot, name);
          await panel.show(snapshot);
          const path = join(OUT, `panel-${name}-${width}-${theme.name}.png`);
          const picture = await panel.page.screenshot({ path });
          assert.ok(picture.length > 5000, `${path} is almost empty`);
        }
        assert.deepEqual(panel.complaints, []);
        await panel.close();
      }
    });
  }

  it('are put together on a contact sheet', async () => {
    const page = await browser.blank(SHEET_WIDTH, 800);
    const figure = (name: string, height: number): string => {
      const path = join(OUT, `panel-${name.replaceAll(' ', '-')}.png`);
      const data = readFileSync(path).toString('base64');
      return `<figure><img height="${height}" src="data:image/png;base64,${data}"><figcaption>${name}</figcaption></figure>`;
    };
    const figures = SHEET.flatMap(({ height, names }) => names.map((name) => figure(name, height)));
    await page.setContent(
      `<style>body{margin:0;padding:12px;display:flex;flex-wrap:wrap;gap:12px;background:#777;font:12px sans-serif}
       figure{margin:0}img{display:block}figcaption{color:#fff;padding-top:2px}</style>${figures.join('')}`,
    );
    await page.waitForFunction(() =>
      [...document.images].every((image) => image.complete && image.naturalWidth > 0),
    );
    const sheet = await page.screenshot({ path: join(OUT, 'contact-panel.png'), fullPage: true });
    assert.ok(sheet.length > 100_000);
    await page.close();
  });
});
