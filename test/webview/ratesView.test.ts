import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { example, hostParts } from './hostParts';
import { PanelBrowser, type OpenOptions, type PanelPage } from './panelPage';
import { ratesHost, type RatesHost } from './ratesParts';
import { snapshotB } from './snapshots';
import { THEMES } from './themes';

const w1 = { kind: 'weight', layer: 0, i: 0, j: 0 } as const;

describe('the view of learning rates in a browser', function () {
  this.timeout(60_000);
  let browser: PanelBrowser;
  const opened: PanelPage[] = [];

  before(async () => {
    browser = await PanelBrowser.launch();
  });
  after(async () => {
    await browser.close();
  });
  afterEach(async () => {
    const complaints = opened.flatMap((panel) => panel.complaints);
    await Promise.all(opened.splice(0).map((panel) => panel.close()));
    assert.deepEqual(complaints, []);
  });

  const open = async (
    name: string,
    host: RatesHost = ratesHost(example(name)),
    options: Partial<OpenOptions> = {},
  ): Promise<PanelPage> => {
    const panel = await browser.open({
      snapshot: snapshotB(hostParts(example(name), w1)),
      theme: THEMES[1]!,
      answers: host.answers,
      state: { views: { open: 'rates', states: {} } },
      ...options,
    });
    opened.push(panel);
    return panel;
  };
  const asked = ({ asked: all }: PanelPage, method: string): unknown[] =>
    all.filter((one) => one.method === method).map(({ params }) => params);
  const rows = ({ page }: PanelPage): Promise<string[][]> =>
    page
      .locator('.rate-table tbody tr')
      .evaluateAll((all) =>
        all.map((row) => [...row.children].map((cell) => cell.textContent.replace(/[\u2007\u2008]/g, ''))),
      );

  it('makes the published study by one click on its tab, and tells it in a table too', async () => {
    const panel = await open('network-b-learning-rates', undefined, { state: null });
    assert.deepEqual(asked(panel, 'studyRates'), []);
    await panel.page.locator('#tab-rates').click();
    await panel.page.waitForSelector('.rate-tile');
    assert.deepEqual(asked(panel, 'studyRates'), [{ rates: [0.1, 0.2, 0.5, 0.8, 1, 2] }]);
    assert.equal(await panel.page.locator('.rate-tile').count(), 6);
    assert.equal(await panel.page.locator('.rate-tile .curve .line').count(), 6);
    await panel.page.locator('.rates .twin summary').click();
    const table = await rows(panel);
    assert.deepEqual(
      table.map(([rate]) => rate),
      ['0.1', '0.2', '0.5', '0.8', '1', '2'],
    );
    // 5 % of 0.014181 is 0.00071; the epochs are those of a program of its own that knows nothing of this one.
    assert.deepEqual(
      table.map(([, epochs]) => epochs),
      ['not reached', 'not reached', '96', '60', '48', '24'],
    );
    assert.match(table[5]![3]!, /falls in every epoch, least loss/);
  });

  it('adopts a run by click, by Enter, and from the table', async () => {
    const panel = await open('network-b-learning-rates');
    await panel.page.waitForSelector('.rate-tile');
    await panel.page.locator('.rate-tile').nth(3).click();
    await panel.page.locator('.rate-tile').nth(4).focus();
    await panel.page.keyboard.press('Enter');
    await panel.page.locator('.rates .twin summary').click();
    await panel.page.locator('.rate-table vscode-link').nth(0).click();
    await panel.page.waitForFunction(() => true);
    assert.deepEqual(asked(panel, 'adoptRate'), [{ rate: 0.8 }, { rate: 1 }, { rate: 0.1 }]);
  });

  it('marks the file’s own rate, what overshoots, what diverges, and what lies beyond 2/λ', async () => {
    const text = example('overshoot');
    const host = ratesHost(text, { rates: [1, 3.8, 3.9, 4.2, 1e200] });
    const panel = await open('overshoot', host);
    await panel.page.waitForSelector('.rate-tile');
    const names = await panel.page
      .locator('.rate-tile')
      .evaluateAll((all) => all.map((tile) => (tile as HTMLElement).innerText));
    assert.match(names[0]!, /^η 1\s[\s\S]*below 0\.0097 after 3 epochs\s+falls in every epoch$/);
    assert.match(names[2]!, /overshot in \d+ epochs, first in epoch 0/);
    assert.match(names[4]!, /diverged in epoch/);
    assert.equal(await panel.page.locator('.rate-tile.is-own strong').innerText(), 'η 3.9');
    assert.deepEqual(await panel.page.locator('.tile-head .note').allInnerTexts(), [
      '',
      '',
      'in the file, beyond 2/λ',
      'beyond 2/λ',
      'beyond 2/λ',
    ]);
    assert.equal(await panel.page.locator('.curve .cross').count(), 1);
    assert.ok((await panel.page.locator('.curve .overshot').count()) >= 2);
    assert.equal(await panel.page.locator('.rate-axis .limit-label').textContent(), '2/λ = 3.86355');
    assert.match(await panel.page.locator('.rate-axis .note').innerText(), /2\/λ is 3\.86355 here/);
  });

  it('draws one chart, against η · epochs, and keeps the choice', async () => {
    const panel = await open('network-b-learning-rates', undefined, {
      state: { views: { open: 'rates', states: { rates: { axis: 'time', layout: 'overlay' } } } },
    });
    await panel.page.waitForSelector('.rate-key');
    assert.equal(await panel.page.locator('.rate-key').count(), 6);
    const last = async (): Promise<string[]> =>
      panel.page
        .locator('.rates .rate-chart .curve > .line')
        .evaluateAll((all) =>
          all
            .slice(0, 6)
            .map((line) => (line.getAttribute('d') ?? '').split('L').at(-1)?.split(' ')[0] ?? ''),
        );
    const ends = (await last()).map(Number);
    assert.ok(
      ends.every((x, n) => n === 0 || x > ends[n - 1]!),
      `${ends.join()}: the larger η, the further`,
    );
    await panel.page.locator('.rate-controls vscode-dropdown').nth(1).click();
    await panel.page.locator('.rate-controls vscode-option').nth(2).click();
    await panel.page.waitForFunction(() => document.querySelector('.axis-name')?.textContent === 'epochs');
    assert.equal(new Set(await last()).size, 1, 'all end at the same epoch');
    const kept = (await panel.keptState()) as { views: { states: Record<string, unknown> } };
    assert.deepEqual(kept.views.states['rates'], { axis: 'epochs', layout: 'overlay' });
    await panel.page.locator('.rate-key').nth(2).focus();
    assert.equal(await panel.page.locator('.rate-chart.has-lit .curve.is-lit').count(), 1);
    await panel.page.keyboard.press('Enter');
    assert.deepEqual(asked(panel, 'adoptRate'), [{ rate: 0.5 }]);
  });

  it('takes other rates and another threshold from the keyboard, and says what is none', async () => {
    const panel = await open('network-b-learning-rates');
    await panel.page.waitForSelector('.rate-tile');
    const type = async (field: number, text: string): Promise<void> => {
      await panel.page.locator('.rate-controls vscode-text-field').nth(field).click();
      await panel.page.keyboard.press('Control+A');
      await panel.page.keyboard.type(text);
      await panel.page.keyboard.press('Enter');
    };
    await type(0, '0.3, -1');
    const status = panel.page.locator('.rate-status');
    await panel.page.waitForFunction(() =>
      document.querySelector('.rate-status')?.textContent.includes('“-1”'),
    );
    assert.match(await status.innerText(), /is no learning rate\. Use numbers of 0 or more/);
    await type(0, '0.3; 4');
    await panel.page.waitForFunction(() => document.querySelectorAll('.rate-tile').length === 2);
    assert.deepEqual(asked(panel, 'studyRates').at(-1), { rates: [0.3, 4] });
    await type(1, '0.007');
    await panel.page.waitForFunction(() =>
      [...document.querySelectorAll('.tile-words')].some((one) =>
        one.textContent.includes('below 0.007 after'),
      ),
    );
    assert.deepEqual(asked(panel, 'epochsToThreshold').at(-1), { threshold: 0.007 });
  });

  it('shows progress, can be cancelled, and does not begin again by itself', async () => {
    const host = ratesHost(example('network-b-learning-rates'));
    let sawCancel = false;
    host.before = async (isCancelled) => {
      while (!isCancelled()) await new Promise((resolve) => setTimeout(resolve, 5));
      sawCancel = true;
    };
    const panel = await open('network-b-learning-rates', host);
    await panel.page.waitForSelector('.rate-controls vscode-button[aria-label="Cancel"]:not([hidden])');
    panel.host.send('rateProgress', { done: 2, runs: 6, share: 0.4 });
    await panel.page.waitForFunction(() =>
      document.querySelector('.rate-status')?.textContent.includes('2 of 6 runs are done.'),
    );
    await panel.page.locator('.rate-controls vscode-button[aria-label="Cancel"]').click();
    await panel.page.waitForFunction(() =>
      document.querySelector('.rate-status')?.textContent.startsWith('Cancelled.'),
    );
    await panel.show(snapshotB(hostParts(example('network-b-learning-rates'), w1)));
    assert.equal(asked(panel, 'studyRates').length, 1);
    assert.ok(sawCancel);
    host.before = () => Promise.resolve();
    await panel.page.locator('.rate-controls vscode-button[aria-label="Compare"]').click();
    await panel.page.waitForSelector('.rate-tile');
  });

  it('waits to be asked where runs are long, and says why where there can be none', async () => {
    const long = await open('network-b', ratesHost(example('network-b'), { isShort: false }));
    await long.page.waitForFunction(() =>
      document.querySelector('.rate-status')?.textContent.includes('take a while'),
    );
    assert.deepEqual(asked(long, 'studyRates'), []);
    const none = await open('network-b', ratesHost(example('network-b'), { refusal: 'No <b>samples</b>.' }));
    await none.page.waitForFunction(() =>
      document.querySelector('.rate-status')?.textContent.includes('No <b>samples</b>.'),
    );
    assert.deepEqual(asked(none, 'studyRates'), []);
  });

  it('is opened by the host', async () => {
    const panel = await open('network-b', undefined, { state: null });
    panel.host.send('openView', { id: 'rates' });
    await panel.page.waitForSelector('.rate-tile');
    assert.equal(await panel.page.locator('#tab-rates').getAttribute('aria-selected'), 'true');
  });

  const axe = readFileSync(join(process.cwd(), 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');
  for (const [width, layout] of [
    [420, 'multiples'],
    [420, 'overlay'],
    [1400, 'overlay'],
  ] as const) {
    it(`loses nothing at ${width} px as ${layout}, and has no violation that axe finds`, async () => {
      const panel = await open('overshoot', undefined, {
        width,
        theme: THEMES[width === 420 ? 0 : 2]!,
        state: { views: { open: 'rates', states: { rates: { axis: 'epochs', layout } } } },
      });
      await panel.page.waitForSelector('.rate-tile, .rate-key');
      await panel.page.locator('.rates .twin summary').click();
      const over = await panel.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(over <= 0, `${over} px too wide`);
      await panel.page.evaluate(axe);
      const violations = await panel.page.evaluate(async () => {
        const { axe: tool } = window as unknown as {
          axe: {
            run: (
              context: string,
              options: object,
            ) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
          };
        };
        const found = await tool.run('.rates', { resultTypes: ['violations'] });
        return found.violations.map(
          ({ id, nodes }) =>
            `${id}: ${nodes
              .map(({ html }) => html)
              .join()
              .slice(0, 300)}`,
        );
      });
      assert.deepEqual(violations, []);
    });
  }
});
