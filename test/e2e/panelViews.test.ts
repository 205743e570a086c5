// The panel's views and its time machine in a real VS Code window, by keyboard: tabs, training, an earlier epoch whose
// numbers are those of a fresh run bit for bit, a reload, a fork with both curves, and what is exported of them.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
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
  editor,
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
/** The epoch that is looked at, and gone on from by another rate. */
const EPOCH = 12;
const OTHER_RATE = 2;
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

/** The loss of every epoch: of the run as the file says it, and of one that goes on by another rate. */
function freshLosses(): { readonly run: readonly number[]; readonly fork: readonly number[] } {
  const { network, dataset } = readNetwork();
  const run = Array.from(freshAt(EPOCHS).history.loss);
  const training = { ...network.training, learningRate: OTHER_RATE };
  const other = createTrainer({ ...network, training }, dataset);
  other.restore(freshAt(EPOCH).snapshot());
  while (other.epoch < EPOCHS) other.stepOnce();
  return { run, fork: [...run.slice(0, EPOCH), ...other.history.loss] };
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

  it('forks the run by keyboard, and shows both curves', async () => {
    const { page } = window;
    await focusPanel();
    await tabTo(panel.getByRole('button', { name: 'Fork run here' }), 'Shift+Tab');
    await page.keyboard.press('Enter');
    const input = page.locator('.quick-input-widget:visible .quick-input-box input');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Another learning rate' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.quick-input-widget', { hasText: 'Learning rate from here on' }).waitFor();
    await input.press('ControlOrMeta+A');
    await page.keyboard.insertText(String(OTHER_RATE));
    await page.keyboard.press('Enter');

    await moment(`epoch ${EPOCHS}, the newest`).waitFor();

    await focusPanel();
    await tabTo(tab('why'));
    await page.keyboard.press('Home');
    const former = panel.locator('.run-row').getByRole('checkbox');
    await tabTo(former.first());
    await page.keyboard.press('Space');
    await panel.locator('.run-row .swatch').waitFor();
    const twin = panel.locator('.loss details.twin');
    await twin.locator('summary').click();
    const rows = panel.locator('.loss-table tbody tr');
    await rows.nth(EPOCHS - 1).waitFor({ state: 'attached' });
    await panel.locator('.loss-table thead th').nth(2).waitFor({ state: 'attached' });
    const shown = await rows.evaluateAll((all) =>
      all.map((row) =>
        [...row.querySelectorAll('td')].map((cell) => Number(cell.getAttribute('data-value'))),
      ),
    );
    const { run, fork } = freshLosses();
    assert.notEqual(run.at(-1), fork.at(-1));
    assert.deepEqual(
      shown.map(([, kept]) => kept),
      run,
    );
    assert.deepEqual(
      shown.map(([now]) => now),
      fork,
    );
  });

  it('exports both curves as CSV and SVG, and the files open', async () => {
    const { page, folder } = window;
    for (const [format, name] of [
      ['CSV', 'network-b-losses.csv'],
      ['SVG', 'network-b-loss.svg'],
    ] as const) {
      await focusPanel();
      const link = panel.locator('.exports').getByText(format, { exact: true }).last();
      await link.press('Enter');
      const input = page.locator('.quick-input-widget:visible .quick-input-box input');
      await input.waitFor();
      await page.waitForFunction((wanted) => {
        const box = document.querySelector<HTMLInputElement>('.quick-input-widget .quick-input-box input');
        return box?.value.endsWith(wanted) ?? false;
      }, name);
      await page.keyboard.press('Enter');
      await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
      for (const deadline = Date.now() + PATIENCE_MS; !existsSync(join(folder, name));)
        assert.ok(Date.now() < deadline, `${name} was not written`);
    }
    const csv = readFileSync(join(folder, 'network-b-losses.csv'), 'utf8').trimEnd().split('\n');
    const { run, fork } = freshLosses();
    const lines = csv.slice(1).map((line) => line.split(','));
    assert.equal(csv[0], 'run,epoch,loss,test loss');
    assert.deepEqual(
      lines.map((fields) => Number(fields.at(-2))),
      [...run, ...fork],
    );
    assert.equal(new Set(lines.map((fields) => fields[0])).size, 2);

    const svg = readFileSync(join(folder, 'network-b-loss.svg'), 'utf8');
    const drawn = await page.evaluate((text) => {
      const picture = new DOMParser().parseFromString(text, 'image/svg+xml');
      const curves = [...picture.querySelectorAll('path, polyline')].filter(
        (line) => (line.getAttribute('d') ?? line.getAttribute('points') ?? '').length > 200,
      );
      return { isBroken: picture.querySelector('parsererror') !== null, curves: curves.length };
    }, svg);
    assert.deepEqual(drawn, { isBroken: false, curves: 2 });

    await openFile(page, 'network-b-losses.csv');
    await editor(page).locator('.view-line', { hasText: 'run,epoch,loss' }).waitFor();
    await openFile(page, 'network-b-loss.svg');
    await page.locator('.tab.active[data-resource-name="network-b-loss.svg"]').waitFor();
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
