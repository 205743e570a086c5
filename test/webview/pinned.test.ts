import assert from 'node:assert/strict';
import { axeViolations } from './axe';
import { example, hostParts } from './hostParts';
import { PanelBrowser, type Asked, type PanelPage } from './panelPage';
import { snapshotB } from './snapshots';
import { THEMES } from './themes';

const w1 = { kind: 'weight', layer: 0, i: 0, j: 0 } as const;
const w5 = { kind: 'weight', layer: 1, i: 0, j: 0 } as const;
const { network, derivation } = hostParts(example('network-b'), w5);
const pin = {
  subject: w5,
  symbol: 'w_5',
  text: 'w₅',
  gradientSymbol: derivation.gradientSymbol,
  gradientText: derivation.gradientText,
  value: 0.4,
  gradient: 0.0721571,
};

describe('pinned derivations in the panel', function () {
  this.timeout(60_000);
  let browser: PanelBrowser;
  let panel: PanelPage;

  before(async () => {
    browser = await PanelBrowser.launch();
  });
  after(async () => {
    await browser.close();
  });
  beforeEach(async () => {
    panel = await browser.open({
      snapshot: snapshotB({ ...hostParts(example('network-b'), w1), network }),
      theme: THEMES[0]!,
      answers: { derive: () => derivation },
    });
  });
  afterEach(async () => {
    const { complaints } = panel;
    await panel.close();
    assert.deepEqual(complaints, []);
  });

  const isAsked = async (method: string, count = 1): Promise<Asked[]> => {
    const asked = (): Asked[] => panel.asked.filter((one) => one.method === method);
    const end = Date.now() + 10_000;
    while (asked().length < count) {
      assert.ok(Date.now() < end, `${method} was not asked`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return asked();
  };

  it('are folded to live numbers, and opened to their formulas', async () => {
    const { page, host } = panel;
    assert.equal(await page.locator('.pins').isVisible(), false);
    host.send('pins', [pin]);
    await page.waitForSelector('.pinned .katex');
    assert.deepEqual(await page.locator('.pinned .figure').allTextContents(), ['0.4', '0.0721571']);
    host.send('pins', [{ ...pin, value: 0.35 }]);
    await page.waitForFunction(() => document.querySelector('.pinned .figure')?.textContent === '0.35');
    await page.locator('.pinned summary').focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('.pinned-step .katex');
    const formulas = new Set(
      [...derivation.formula.equations, ...derivation.steps].map(({ latex }) => latex),
    );
    assert.equal(await page.locator('.pinned-step').count(), formulas.size);
    const before = (await isAsked('derive')).length;
    host.send('pins', [pin]);
    await isAsked('derive', before + 1);
    assert.deepEqual(await axeViolations(panel, '.pins'), []);
    await page.locator('vscode-button[aria-label="Show"]').click();
    assert.deepEqual((await isAsked('select'))[0]?.params, { subject: w5, reveal: true });
    await page.locator('.pinned vscode-button[aria-label="Unpin"]').click();
    assert.deepEqual((await isAsked('pin'))[0]?.params, { subject: w5, isPinned: false });
    host.send('pins', []);
    await page.waitForSelector('.pins', { state: 'hidden' });
  });

  it('the subject is pinned and unpinned by its button', async () => {
    const { page, host } = panel;
    await page.locator('.subject vscode-button[aria-label="Pin"]').click();
    assert.deepEqual((await isAsked('pin'))[0]?.params, { subject: w1, isPinned: true });
    host.send('pins', [{ ...pin, subject: w1 }]);
    await page.locator('.subject vscode-button[aria-label="Unpin"]').click();
    assert.deepEqual((await isAsked('pin', 2))[1]?.params, { subject: w1, isPinned: false });
  });

  it('goes back and forth, where there is something to go to', async () => {
    const { page, host } = panel;
    const back = page.locator('.subject vscode-button[aria-label="Previous quantity"]');
    assert.equal(await back.getAttribute('disabled'), '');
    host.send('history', { canGoBack: true, canGoForward: false });
    await page.waitForFunction(
      () =>
        !document
          .querySelector('.subject vscode-button[aria-label="Previous quantity"]')
          ?.hasAttribute('disabled'),
    );
    await back.focus();
    await page.keyboard.press('Enter');
    assert.deepEqual((await isAsked('go'))[0]?.params, { by: -1 });
    assert.equal(
      await page.locator('vscode-button[aria-label="Next quantity"]').getAttribute('disabled'),
      '',
    );
  });
});
