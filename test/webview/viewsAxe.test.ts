import { strict as assert } from 'node:assert';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ALL_VIEWS } from './allViews';
import { axeViolations } from './axe';
import { faintTexts, lostParts } from './lostParts';
import { PanelBrowser, type PanelPage } from './panelPage';
import { THEMES } from './themes';

/** A window of 1400 px at 200 %, a narrow column, one of 800 px at 200 %, and what WCAG asks to reflow to. */
const WIDTHS = [700, 420, 400, 320];
const OUT = join(process.cwd(), 'out', 'screenshots', 'views');
/** `BACKPROP_PICTURES=all`: every view in every theme at these widths, to look at. */
const PICTURE_WIDTHS = process.env['BACKPROP_PICTURES'] === 'all' ? [420, 800, 1400] : [];

describe('every view of the panel', function () {
  this.timeout(300_000);
  let browser: PanelBrowser;

  before(async () => {
    browser = await PanelBrowser.launch();
  });
  after(async () => {
    await browser.close();
  });

  for (const { name, ready, open } of ALL_VIEWS) {
    describe(name, () => {
      let panel: PanelPage;

      before(async () => {
        panel = await browser.open({ ...open(), theme: THEMES[0]!, width: 1400, height: 1200 });
        await panel.page.waitForSelector(ready);
        await panel.page.evaluate(() => {
          for (const details of document.querySelectorAll<HTMLDetailsElement>('.view details'))
            details.open = true;
        });
        await panel.settle();
      });
      after(async () => {
        await panel.close();
      });

      it('has no violation that axe finds, in any theme', async () => {
        for (const theme of THEMES) {
          await panel.setTheme(theme);
          assert.deepEqual(await axeViolations(panel, 'body'), [], theme.name);
        }
      });

      it('loses nothing in narrow columns and at 200 %', async () => {
        for (const width of WIDTHS) {
          await panel.page.setViewportSize({ width, height: 1200 });
          await panel.settle();
          assert.deepEqual(await lostParts(panel.page), [], `${width} px`);
        }
        assert.deepEqual(await axeViolations(panel, '.view'), [], 'narrow');
        await panel.page.setViewportSize({ width: 1400, height: 1200 });
      });

      it('can be read in forced colours, and stands still under reduced motion', async () => {
        const { page } = panel;
        try {
          for (const colorScheme of ['light', 'dark'] as const) {
            // The editor's theme is of the other kind.
            await panel.setTheme(THEMES[colorScheme === 'light' ? 1 : 0]!);
            await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce', colorScheme });
            await panel.settle();
            assert.deepEqual(await faintTexts(page), [], colorScheme);
            assert.deepEqual(await page.evaluate(movements), []);
            if (PICTURE_WIDTHS.length > 0) await picture(panel, name, `forced-${colorScheme}`, 800);
          }
        } finally {
          await page.emulateMedia({ forcedColors: 'none', reducedMotion: 'no-preference' });
        }
      });

      it('had nothing refused', () => {
        assert.deepEqual(panel.complaints, []);
      });

      for (const width of PICTURE_WIDTHS) {
        it(`is pictured at ${width} px`, async () => {
          for (const theme of THEMES) {
            await panel.setTheme(theme);
            await picture(panel, name, theme.name, width);
          }
        });
      }
    });
  }
});

async function picture(panel: PanelPage, name: string, theme: string, width: number): Promise<void> {
  mkdirSync(OUT, { recursive: true });
  await panel.page.setViewportSize({ width, height: width < 500 ? 2200 : 1500 });
  await panel.settle();
  const path = join(OUT, `${name.replace(' ', '-')}-${theme}-${width}.png`);
  // Of a narrow page the view is far down.
  const shown = width < 1000 ? panel.page.locator('.views') : panel.page;
  assert.ok((await shown.screenshot({ path })).length > 5_000, path);
}

/** Names of what moves for longer than a blink. */
function movements(): string[] {
  return document
    .getAnimations()
    .filter((one) => Number(one.effect?.getComputedTiming().duration) > 1)
    .map((one) => (one instanceof CSSAnimation ? one.animationName : 'a transition'));
}
