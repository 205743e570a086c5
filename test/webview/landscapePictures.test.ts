import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { example, hostParts } from './hostParts';
import { PanelBrowser } from './panelPage';
import { landscapeHost } from './landscapeParts';
import { snapshotB } from './snapshots';
import { THEMES } from './themes';

const OUT = join(process.cwd(), 'out', 'screenshots');
const w1 = { kind: 'weight', layer: 0, i: 0, j: 0 } as const;

const text = example('xor').replace(
  /"training": \{[^}]*\}/,
  '"training": { "learningRate": 2, "epochs": 2000 }',
);

/** What the sheet shows: the directions, how many restarts, in which theme and how wide. */
const PICTURES = [
  [{ kind: 'parameters', first: 0, second: 3 }, 0, 0, 1400],
  [{ kind: 'parameters', first: 0, second: 3 }, 20, 1, 1400],
  [{ kind: 'curvature' }, 0, 3, 1400],
  [{ kind: 'random', seed: 4 }, 20, 2, 1400],
  [{ kind: 'parameters', first: 6, second: 7 }, 20, 0, 420],
  [{ kind: 'curvature', look: 'hill' }, 20, 1, 1400],
  [{ kind: 'random', seed: 4, look: 'hill' }, 0, 2, 1400],
  [{ kind: 'parameters', first: 6, second: 7, look: 'hill' }, 20, 0, 420],
] as const;

describe('pictures of the view of the landscape', function () {
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
    for (const [wish, restarts, theme, width] of PICTURES) {
      const panel = await browser.open({
        snapshot: snapshotB(hostParts(text, w1)),
        theme: THEMES[theme]!,
        width,
        height: 1800,
        answers: landscapeHost(text).answers,
        state: { views: { open: 'landscape', states: { landscape: wish } } },
      });
      await panel.page.waitForSelector('.landscape-map[data-size="64"]');
      if (restarts > 0) {
        await panel.page.locator('.landscape vscode-button[aria-label="Restart"]').click();
        await panel.page.waitForFunction(() =>
          document.querySelector('.landscape-sentences')?.textContent.includes('20 restarts'),
        );
        await panel.page.waitForFunction(
          () => document.querySelector('.landscape-status')?.textContent === '',
        );
      }
      await panel.page.locator('.landscape .twin summary').click();
      const picture = await panel.page.locator('.views').screenshot();
      assert.ok(picture.length > 5000, `${wish.kind} is almost empty`);
      const look = 'look' in wish ? wish.look : 'map';
      const caption = `XOR, ${wish.kind}, ${look}, ${restarts} restarts, ${THEMES[theme]!.name} ${width}`;
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
    const path = join(OUT, 'contact-landscape.png');
    await page.screenshot({ path, fullPage: true });
    assert.ok(readFileSync(path).length > 50_000);
    await page.close();
  });
});
