import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { example, hostParts } from './hostParts';
import { PanelBrowser } from './panelPage';
import { ratesHost } from './ratesParts';
import { snapshotB } from './snapshots';
import { THEMES } from './themes';

const OUT = join(process.cwd(), 'out', 'screenshots');
const w1 = { kind: 'weight', layer: 0, i: 0, j: 0 } as const;

/** What the sheet shows: the example, how it is drawn, in which theme and how wide. */
const PICTURES = [
  ['network-b-learning-rates', 'multiples', 'epochs', 0, 1400],
  ['network-b-learning-rates', 'overlay', 'epochs', 1, 1400],
  ['network-b-learning-rates', 'overlay', 'time', 3, 1400],
  ['overshoot', 'multiples', 'epochs', 1, 1400],
  ['overshoot', 'overlay', 'epochs', 2, 1400],
  ['overshoot', 'multiples', 'epochs', 0, 420],
  ['overshoot', 'overlay', 'epochs', 1, 420],
] as const;

describe('pictures of the view of learning rates', function () {
  this.timeout(120_000);
  let browser: PanelBrowser;

  before(async () => {
    mkdirSync(OUT, { recursive: true });
    browser = await PanelBrowser.launch();
  });
  after(async () => {
    await browser.close();
  });

  it('are taken, and put together on a contact sheet', async () => {
    const figures: string[] = [];
    for (const [name, layout, axis, theme, width] of PICTURES) {
      const rates = name === 'overshoot' ? { rates: [1, 3.8, 3.9, 4.2, 1e200] } : {};
      const panel = await browser.open({
        snapshot: snapshotB(hostParts(example(name), w1)),
        theme: THEMES[theme]!,
        width,
        height: 1400,
        answers: ratesHost(example(name), rates).answers,
        state: { views: { open: 'rates', states: { rates: { axis, layout } } } },
      });
      await panel.page.waitForSelector('.rate-tile, .rate-key');
      const view = panel.page.locator('.views');
      await panel.page.locator('.rates .twin summary').click();
      const picture = await view.screenshot();
      assert.ok(picture.length > 5000, `${name} is almost empty`);
      const caption = `${name} ${layout} ${axis} ${THEMES[theme]!.name} ${width}`;
      figures.push(
        `<figure><img src="data:image/png;base64,${picture.toString('base64')}"><figcaption>${caption}</figcaption></figure>`,
      );
      assert.deepEqual(panel.complaints, []);
      await panel.close();
    }
    const page = await browser.blank(1760, 800);
    await page.setContent(
      `<style>body{margin:0;padding:12px;display:flex;flex-wrap:wrap;gap:12px;background:#777;font:12px sans-serif}
       figure{margin:0}img{display:block}figcaption{color:#fff;padding-top:2px}</style>${figures.join('')}`,
    );
    const path = join(OUT, 'contact-rates.png');
    await page.screenshot({ path, fullPage: true });
    assert.ok(readFileSync(path).length > 50_000);
    await page.close();
  });
});
