import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PanelBrowser } from './panelPage';
import { STATES } from './states';
import { THEMES } from './themes';

const OUT = join(process.cwd(), 'out', 'screenshots');

/** Width × height of the pictures, and which states are taken at that size. */
const SIZES = [
  { width: 420, height: 900, states: ['opened', 'running', 'problem', 'empty'] },
  { width: 800, height: 1000, states: ['running', 'biases'] },
  { width: 1000, height: 900, states: ['finished', 'deep'] },
  { width: 1400, height: 900, states: Object.keys(STATES) },
  { width: 1600, height: 1000, states: ['running'] },
];

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
      for (const { width, height, states } of SIZES) {
        for (const name of states) {
          const snapshot = STATES[name]?.();
          assert.ok(snapshot, name);
          const panel = await browser.open({ snapshot, theme, width, height });
          const path = join(OUT, `panel-${name}-${width}-${theme.name}.png`);
          const picture = await panel.page.screenshot({ path });
          assert.ok(picture.length > 5000, `${path} is almost empty`);
          await panel.close();
        }
      }
    });
  }
});
