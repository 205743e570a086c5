import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { derivationOfW1, fallingLosses, newestMoment, runView, snapshotB } from './snapshots';
import { PanelBrowser } from './panelPage';
import { THEMES } from './themes';

const OUT = join(process.cwd(), 'out', 'screenshots');

const sentence = 'Forward: 2 samples go through the network (3, 1), batch 2 of 4.';
const moments = {
  newest: newestMoment(400, { updatesPerEpoch: 4 }),
  earlier: newestMoment(140, { updatesPerEpoch: 4, isNewest: false, words: 'epoch 140 of 400' }),
  pass: newestMoment(140, {
    updates: 1,
    updatesPerEpoch: 4,
    isNewest: false,
    words: 'epoch 140 of 400, update 1 of 4',
    pass: { phase: 'forward', sentence },
  }),
};

/** Moment, width and height of each picture. */
const PICTURES = [
  ['earlier', 1400, 760],
  ['pass', 1000, 760],
  ['newest', 640, 760],
  ['pass', 420, 760],
] as const;

describe('pictures of the time machine', function () {
  this.timeout(120_000);

  it('are taken in every theme', async () => {
    mkdirSync(OUT, { recursive: true });
    const browser = await PanelBrowser.launch();
    try {
      const rows: string[] = [];
      for (const theme of THEMES) {
        const cells: string[] = [];
        for (const [name, width, height] of PICTURES) {
          const run = runView({
            status: 'epochs',
            epochs: 400,
            losses: fallingLosses(400),
            moment: moments[name],
          });
          const snapshot = snapshotB({ derivation: derivationOfW1(), run });
          const panel = await browser.open({ snapshot, theme, width, height });
          const path = join(OUT, `time-${name}-${width}-${theme.name}.png`);
          await panel.page.screenshot({ path });
          assert.deepEqual(panel.complaints, []);
          await panel.close();
          cells.push(
            `<img height="360" src="data:image/png;base64,${readFileSync(path).toString('base64')}">`,
          );
        }
        rows.push(`<div>${cells.join('')}</div>`);
      }
      const sheet = await browser.blank(1800, 1500);
      await sheet.setContent(
        `<style>body{margin:8px;background:#888}div{display:flex;gap:8px;margin-bottom:8px}</style>${rows.join('')}`,
      );
      await sheet.screenshot({ path: join(OUT, 'contact-time.png'), fullPage: true });
    } finally {
      await browser.close();
    }
  });
});
