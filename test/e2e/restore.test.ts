// The panel comes back as it was: after the window was reloaded, and after another editor hid it, which ends its
// page. A window of its own, because a reload ends everything in it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import {
  clickLens,
  goToLine,
  lenses,
  openFile,
  openWindow,
  panelFrame,
  PATIENCE_MS,
  reloadWindow,
  type EditorWindow,
} from '../support/vscode/window';

const NETWORK = 'network-b.backprop.json';

/** Gradients of network B at the weights of its file. */
const W_1 = '0.000188256';
const W_5 = '0.0721571';
const W_7 = '−0.0424553';

describe('the panel comes back', function () {
  this.timeout(4 * PATIENCE_MS);
  let window: EditorWindow;
  let panel: FrameLocator;

  const panelTabs = (): Locator => window.page.locator('.tab[aria-label^="Backprop"]');
  const activeTab = (): Locator =>
    window.page.locator(`.editor-group-container.active .tab.active[data-resource-name="${NETWORK}"]`);
  const boundary = (): Locator => panel.locator('.boundary');
  const logAxis = (): Locator => panel.getByRole('checkbox', { name: 'Log axis' });
  const subject = (): Locator => panel.locator('.subject');

  before(async () => {
    // So wide that the panel has two columns, and with them a boundary to move.
    window = await openWindow({ folder: 'media/examples', viewport: { width: 2600, height: 1000 } });
    panel = panelFrame(window.page);
    await openFile(window.page, NETWORK);
    await clickLens(window.page, '∂w_1 =', subject().filter({ hasText: W_1 }));
  });

  after(async () => {
    await window.close();
  });

  /** The panel on w_7, the cursor on another weight, as a person has them who reads on in the text. */
  const lookAtW7 = async (): Promise<void> => {
    const { page } = window;
    await lenses(page, `∂w_7 = ${W_7.replace('−', '-')}`)
      .first()
      .waitFor();
    await page.locator(`.tab[data-resource-name="${NETWORK}"]`).click();
    await activeTab().waitFor();
    await goToLine(page, 1, 1); // only a cursor that moves is followed
    const before = readFileSync(join('media', 'examples', NETWORK), 'utf8').split('0.40')[0]!;
    await goToLine(page, before.split('\n').length, before.length - before.lastIndexOf('\n'));
    await subject().filter({ hasText: W_5 }).waitFor();
    await clickLens(page, '∂w_7 =', subject().filter({ hasText: W_7 }));
  };

  const moveBoundary = async (to: number): Promise<void> => {
    const value = async (): Promise<number> => Number(await boundary().getAttribute('aria-valuenow'));
    for (let presses = 0; (await value()) !== to; presses++) {
      assert.ok(presses < 40, `the boundary stands at ${await value()} and does not go to ${to}`);
      await boundary().press((await value()) > to ? 'ArrowLeft' : 'ArrowRight');
    }
  };

  /** Trains to the end, and waits for the whole curve. */
  const train = async (): Promise<void> => {
    await panel.getByRole('button', { name: 'Train' }).click();
    await panel.locator('[data-status="epochs"]').waitFor({ state: 'attached' });
    await panel.locator('.plot:not([data-redraws="0"])').waitFor();
  };

  /** Waits for w_7, its numbers and its derivation, as they are at the file's weights. */
  const isBackOnW7 = async (): Promise<void> => {
    await subject().filter({ hasText: W_7 }).filter({ hasText: 'agrees with the numeric one' }).waitFor();
    await panel.locator('.derivation .katex').first().waitFor();
    await panel.locator('.derivation').filter({ hasText: '−0.359519' }).waitFor();
    assert.equal(await panelTabs().count(), 1);
  };

  it('after the window was reloaded, by itself: subject, numbers, columns, scale of the loss', async () => {
    const { page } = window;
    await lookAtW7();
    await train();
    assert.equal(await logAxis().getAttribute('aria-checked'), 'true', 'the scale that the values suggest');
    await logAxis().click();
    await moveBoundary(44);
    const figures = panel.locator('.figures dd');
    const trained = await figures.allTextContents();

    await reloadWindow(page, [
      '"kind":"weight","layer":1,"i":0,"j":1',
      '"loss":{"isLog":false',
      '"ratio":0.44',
    ]);
    // A run that took less than five seconds is made again: value and gradient are those that it had come to.
    for (const text of trained) await figures.filter({ hasText: text }).first().waitFor();
    assert.equal(await boundary().getAttribute('aria-valuenow'), '44');
    await panel.getByRole('button', { name: 'Reset' }).click();
    await isBackOnW7();
    await train();
    assert.equal(await logAxis().getAttribute('aria-checked'), 'false', 'the scale that was chosen');
  });

  it('after another editor hid it: subject, numbers, columns', async () => {
    const { page } = window;
    await panel.getByRole('button', { name: 'Reset' }).click();
    await moveBoundary(62);
    await lookAtW7();
    const root = panel.locator('#panel');
    await root.evaluate((element) => {
      element.setAttribute('data-test', 'the page that is hidden');
    });
    // To the side is beside the group that is active, whatever has the focus.
    await activeTab().waitFor();
    await page.locator('[role=treeitem][aria-label^="grains.csv"]').click({ modifiers: ['Alt'] });
    await page.locator('.tab.active[data-resource-name="grains.csv"]').waitFor();
    await page.locator('iframe.webview.ready').waitFor({ state: 'hidden' });
    await panelTabs().click();
    await isBackOnW7();
    assert.equal(await boundary().getAttribute('aria-valuenow'), '62');
    assert.equal(await root.getAttribute('data-test'), null, 'it is another page');
  });
});
