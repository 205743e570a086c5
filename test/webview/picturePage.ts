import { strict as assert } from 'node:assert';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PanelBrowser } from './panelPage';

const OUT = join(process.cwd(), 'out', 'screenshots');

/** A picture and the words below it. */
export interface Picture {
  readonly name: string;
  readonly png: Buffer;
  /** How wide it is on the sheet. */
  readonly width: number;
}

/** Puts pictures together on one sheet, `out/screenshots/contact-NAME.png`. */
export async function contactSheet(
  browser: PanelBrowser,
  name: string,
  pictures: readonly Picture[],
): Promise<void> {
  mkdirSync(OUT, { recursive: true });
  const page = await browser.blank(1800, 800);
  const figures = pictures.map(
    ({ name: words, png, width }) =>
      `<figure><img width="${width}" src="data:image/png;base64,${png.toString('base64')}"><figcaption>${words}</figcaption></figure>`,
  );
  await page.setContent(
    `<style>body{margin:0;padding:12px;display:flex;flex-wrap:wrap;align-items:flex-start;gap:12px;background:#777;font:12px sans-serif}
     figure{margin:0}img{display:block}figcaption{color:#fff;padding-top:2px}</style>${figures.join('')}`,
  );
  await page.waitForFunction(() =>
    [...document.images].every((image) => image.complete && image.naturalWidth > 0),
  );
  const path = join(OUT, `contact-${name}.png`);
  const sheet = await page.screenshot({ path, fullPage: true });
  assert.ok(sheet.length > 100_000);
  if (process.env['BACKPROP_PICTURES'] === 'all')
    copyFileSync(path, join(process.cwd(), 'docs', 'screens', `${name}.png`));
  await page.close();
}
