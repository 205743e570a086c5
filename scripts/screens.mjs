// Makes the contact sheets in docs/screens from the pictures that the browser tests left in out/screenshots:
// one sheet a view, every theme on it, and the picture of the README. Run it after `npm test`, look at them, and
// commit them when a view has changed on purpose. Names of sheets as arguments make those alone.

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './process.mjs';
import { launchChromium } from './vscode/chromium.mjs';

const FROM = join(root, 'out', 'screenshots');
const TO = join(root, 'docs', 'screens');

const THEMES = ['dark', 'light', 'high-contrast', 'high-contrast-light'];

/** Each sheet: its pictures in reading order, how many in a row, and how wide one is. */
const SHEETS = {
  editor: { pictures: THEMES.map((theme) => `window-trained-${theme}`), columns: 2, width: 800 },
  hover: { pictures: THEMES.map((theme) => `window-hover-${theme}`), columns: 2, width: 800 },
  heat: { pictures: THEMES.map((theme) => `window-heat-${theme}`), columns: 2, width: 800 },
  notes: {
    pictures: ['markdown', 'latex', 'python', 'notebook'].flatMap((kind) =>
      ['message-light', 'message-dark', 'message-high-contrast', 'fix-light'].map(
        (shown) => `notes-${kind}-${shown}`,
      ),
    ),
    columns: 4,
    width: 666,
  },
  wizard: {
    pictures: THEMES.flatMap((theme) =>
      ['task', 'data', 'file'].map((question) => `view-wizard-${question}-${theme}`),
    ),
    columns: 3,
    width: 600,
  },
  views: {
    pictures: ['networks', 'doctor', 'diff', 'hints', 'walkthrough', 'tests'].map(
      (view) => `view-${view}-dark`,
    ),
    columns: 2,
    width: 800,
  },
  window: { pictures: ['window-trained-dark'], columns: 1, width: 1500 },
};

const asked = process.argv.slice(2);
const sheets = Object.entries(SHEETS).filter(([name]) => asked.length === 0 || asked.includes(name));

mkdirSync(TO, { recursive: true });
const browser = await launchChromium();
try {
  for (const [name, { pictures, columns, width }] of sheets) {
    const page = await browser.newPage({ viewport: { width: columns * (width + 8) + 8, height: 400 } });
    const images = pictures.map((picture) => {
      const data = readFileSync(join(FROM, `${picture}.png`)).toString('base64');
      return `<img alt="${picture}" width="${width}" src="data:image/png;base64,${data}">`;
    });
    await page.setContent(
      `<style>body{margin:8px;display:grid;gap:8px;grid-template-columns:repeat(${columns},${width}px);background:#888}</style>${images.join('')}`,
    );
    await page.screenshot({ path: join(TO, `${name}.png`), fullPage: true });
    await page.close();
    console.log(`docs/screens/${name}.png`);
  }
} finally {
  await browser.close();
}
