// The panel's views and its time machine in a real VS Code window, by keyboard: tabs, training, an earlier epoch whose
// numbers are those of a fresh run bit for bit, and a reload.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { prepareDataset, type Dataset } from '../../src/core/engine/dataset';
import { evaluate } from '../../src/core/engine/evaluate';
import { createTrainer, type Trainer } from '../../src/core/engine/training';
import { formatNumber } from '../../src/core/network/number';
import type { Network } from '../../src/core/network/network';
import { parse } from '../../src/core/network/parse';
import {
  clickLens,
  hoverText,
  lenses,
  openFile,
  openWindow,
  panelFrame,
  PATIENCE_MS,
  reloadWindow,
  type EditorWindow,
} from '../support/vscode/window';

const NETWORK = 'network-b.backprop.json';
/** The epoch that is looked at. */
const EPOCH = 12;
const EPOCHS = 1000;

/** Each view, and what it shows of a trained run. */
const VIEWS: readonly (readonly [id: string, shows: string])[] = [
  ['loss', '.plot:not([data-redraws="0"])'],
  ['learned', '.learned canvas'],
  ['update', '.term .katex'],
  ['distributions', '.band-figure'],
  ['story', '.story .chapter'],
  ['rates', '.rate-controls'],
  ['landscape', '.landscape-map[data-size="64"]'],
  ['why', '.why tbody tr'],
];

function readNetwork(): { readonly network: Network; readonly dataset: Dataset } {
  const { network } = parse(readFileSync(join('media', 'examples', NETWORK), 'utf8'));
  assert.ok(network);
  const prepared = prepareDataset(network, null);
  assert.ok('dataset' in prepared);
  return { network, dataset: prepared.dataset };
}

/** A run of the core alone, with nothing of the extension, stopped at an epoch. */
function freshAt(epoch: number): Trainer {
  const { network, dataset } = readNetwork();
  const trainer = createTrainer(network, dataset);
  while (trainer.epoch < epoch) trainer.stepOnce();
  return trainer;
}

describe('the views of the panel in a VS Code window', function () {
  this.timeout(3 * PATIENCE_MS);
  let window: EditorWindow;
  let panel: FrameLocator;

  before(async () => {
    window = await openWindow({ folder: 'media/examples', viewport: { width: 1800, height: 1000 } });
    panel = panelFrame(window.page);
    await openFile(window.page, NETWORK);
    await clickLens(window.page, '∂w_5 =', panel.locator('.subject').filter({ hasText: '0.0721571' }));
  });

  after(async () => {
    await window.close();
  });

  /** Puts the focus into the panel, in the second group of editors. */
  const focusPanel = async (): Promise<void> => {
    await window.page.keyboard.press('ControlOrMeta+2');
    await panel.locator('html').evaluate(
      (root) =>
        new Promise<void>((resolve) => {
          const look = (): void => {
            if (root.ownerDocument.hasFocus()) resolve();
            else requestAnimationFrame(look);
          };
          look();
        }),
    );
  };

  /** Goes to a control by the Tab key alone. */
  const tabTo = async (target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> => {
    await target.waitFor();
    for (let presses = 0; presses < 200; presses++) {
      if (await target.evaluate(hasFocus)) return;
      await window.page.keyboard.press(key);
    }
    assert.fail(`${String(target)} cannot be reached by ${key}`);
  };

  const slider = (): Locator => panel.locator('.time input[type=range]');
  const moment = (words: string): Locator => panel.locator('.moment').filter({ hasText: words });
  const tab = (id: string): Locator => panel.locator(`#tab-${id}`);

  /** Everything shows the numbers of a fresh run stopped at the epoch, and says so. */
  const assertShowsEpoch = async (): Promise<void> => {
    const { page } = window;
    const fresh = freshAt(EPOCH);
    const { dataset } = readNetwork();
    const { gradient } = evaluate(fresh.model, fresh.parameters, dataset, dataset.trainingIndices);
    await moment(`epoch ${EPOCH} of ${EPOCHS}`).waitFor();
    assert.equal(await slider().inputValue(), String(EPOCH));

    // All digits stand in the tooltips. w_5 is the fifth parameter of the layout.
    await panel
      .locator(`.figures dd [title="${fresh.parameters[4]!}"], .figures dd[title="${fresh.parameters[4]!}"]`)
      .first()
      .waitFor();
    const twin = panel.locator('.network details.twin').last();
    if (!(await twin.evaluate((element: HTMLDetailsElement) => element.open)))
      await twin.locator('summary').click();
    const weightTables = twin.locator('table').filter({ hasText: 'Weights' });
    await weightTables.nth(1).waitFor();
    const shown = await weightTables
      .locator('tbody tr')
      .evaluateAll((rows) =>
        rows.map((row) =>
          [...row.querySelectorAll('td.figure')].map((cell) => Number((cell as HTMLElement).title)),
        ),
      );
    assert.deepEqual(
      shown,
      Array.from(fresh.parameters, (value, index) => [value, gradient[index]]),
    );

    const value = formatNumber(fresh.parameters[4]!);
    const slope = formatNumber(gradient[4]!);
    const lens = `→ ${value} · ∂E_total/∂w_5 = ${slope} · epoch ${EPOCH} of ${EPOCHS}`;
    await lenses(page, lens).first().waitFor();
    const titles = (await lenses(page).allInnerTexts()).filter((text) => text.includes('∂'));
    for (const title of titles)
      assert.ok(title.replaceAll('\u00a0', ' ').endsWith(`epoch ${EPOCH} of ${EPOCHS}`), title);

    const hover = await hoverText(page, '0.40');
    const text = (await hover.innerText()).replaceAll('\u00a0', ' ');
    for (const part of [value, slope, `epoch ${EPOCH} of ${EPOCHS}`])
      assert.ok(text.includes(part), `${part}: ${text}`);
    await page.mouse.move(5, 5);
    await hover.waitFor({ state: 'hidden' });
  };

  it('trains by keyboard, and opens every tab by keyboard alone', async () => {
    const { page } = window;
    await focusPanel();
    await tabTo(panel.getByRole('button', { name: 'Train', exact: true }));
    await page.keyboard.press('Enter');
    await panel.locator('[data-status="epochs"]').waitFor({ state: 'attached' });
    await tabTo(tab('loss'));
    for (const [id, shows] of VIEWS) {
      await panel.locator(`.view[data-view="${id}"] :is(${shows})`).first().waitFor();
      assert.equal(await tab(id).getAttribute('aria-selected'), 'true', id);
      assert.ok(await tab(id).evaluate(hasFocus), id);
      await page.keyboard.press('ArrowRight');
    }
    // After the last comes the first.
    assert.equal(await tab('loss').getAttribute('aria-selected'), 'true');
    assert.equal(await panel.locator('.notice').innerText(), '');
  });

  it('shows an earlier epoch everywhere, bit for bit that of a fresh run', async () => {
    const { page } = window;
    await tabTo(slider(), 'Shift+Tab');
    await page.keyboard.press('Home');
    await moment(`epoch 0 of ${EPOCHS}`).waitFor();
    for (let presses = 0; presses < EPOCH; presses++) await page.keyboard.press('ArrowRight');
    await assertShowsEpoch();
  });

  it('has run, quantity, epoch and view again after a reload of the window', async () => {
    const { page } = window;
    await tab('why').click();
    await panel.locator('.why tbody tr').first().waitFor();
    await reloadWindow(page, [
      '"kind":"weight","layer":1,"i":0,"j":0',
      '"views":{"open":"why"',
      `"place":{"epoch":${EPOCH},"updates":0}`,
    ]);
    await assertShowsEpoch();
    await panel.locator('.why tbody tr').first().waitFor();
    assert.equal(await tab('why').getAttribute('aria-selected'), 'true');
    assert.equal(await slider().getAttribute('max'), String(EPOCHS));
  });

  it('had no content refused by its security policy, and no uncaught error', () => {
    assert.deepEqual(window.problems.cspViolations, []);
    assert.deepEqual(
      window.problems.pageErrors.filter((error) => /backprop|panel\.js|chunk-/i.test(error)),
      [],
    );
  });
});

/** Whether an element has the focus; a control of the toolkit has it within itself. */
function hasFocus(element: Element): boolean {
  return (element.getRootNode() as Document | ShadowRoot).activeElement === element;
}
