import assert from 'node:assert/strict';
import type { DerivationView, GradientFormulaView, Snapshot } from '../../src/protocol/panel';
import { usualWriting } from './hostParts';
import { PanelBrowser, type OpenOptions, type PanelPage } from './panelPage';
import { derivationOfW1, derivationOfW5, snapshotB } from './snapshots';
import { THEMES } from './themes';

const matrixFormula: GradientFormulaView = {
  writing: { level: 'delta', form: 'matrix', names: 'file' },
  equations: [
    {
      latex: '\\frac{\\partial E_{total}}{\\partial W^{(1)}} = x^{\\mathsf T} \\delta^{(1)}',
      text: '∂E_total/∂W⁽¹⁾ = xᵀ δ⁽¹⁾',
      shapes: '[2, 2] = [2, 1] [1, 2]',
    },
    { latex: "\\sigma'(a) = \\sigma(a) (1 - \\sigma(a))", text: 'σ′(a) = σ(a)(1 − σ(a))', shapes: null },
  ],
  note: 'Some of these things have no name with letters.',
  scope: 'This is the formula of one sample; the gradient is the mean over 4 training samples.',
};

describe('the formula, the paths and the outlook in a browser', function () {
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
    assert.deepEqual(complaints, [], 'policy violations, errors or dialogs');
  });

  async function open(snapshot: Snapshot, options: Partial<OpenOptions> = {}): Promise<PanelPage> {
    const panel = await browser.open({ snapshot, theme: THEMES[1]!, ...options });
    opened.push(panel);
    return panel;
  }

  const derivation = (change: Partial<DerivationView>): DerivationView => ({
    ...derivationOfW1(),
    ...change,
  });
  const opening = (change: Partial<DerivationView>): Promise<PanelPage> =>
    open(snapshotB({ derivation: derivation(change) }));

  const writes = ({ asked }: PanelPage): unknown[] =>
    asked.filter(({ method }) => method === 'write').map(({ params }) => params);

  /** The toolkit draws the word chosen in its next frame. */
  const assertChosen = async ({ page }: PanelPage, expected: readonly string[]): Promise<void> => {
    const shown = page.locator('.choice .selected-value');
    for (let look = 0; look < 200; look++) {
      if ((await shown.allInnerTexts()).join() === expected.join()) return;
      await page.waitForTimeout(10);
    }
    assert.deepEqual(await shown.allInnerTexts(), expected);
  };

  const press = async (panel: PanelPage, name: string, key: string): Promise<void> => {
    const before = writes(panel).length;
    await panel.page.locator(`vscode-dropdown[aria-label="${name}"]`).focus();
    await panel.page.keyboard.press(key);
    while (writes(panel).length === before) await panel.page.waitForTimeout(10);
  };

  it('asks for another level, form and names by keyboard, each time with the whole choice', async () => {
    let answer: () => void = () => assert.fail('nothing was asked');
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const panel = await open(snapshotB({ derivation: derivationOfW1() }), { beforeWrite: () => answered });
    await assertChosen(panel, ['activations', 'term by term', 'of the file']);
    await press(panel, 'Unfolded to', 'ArrowDown');
    await press(panel, 'Written', 'End');
    // A redraw from before the choice does not turn it back, neither to see nor in the next that is asked.
    panel.host.send('derivation', derivationOfW5());
    await panel.page.waitForFunction(() => document.querySelector('.figures dd')?.textContent === '0.4');
    await assertChosen(panel, ['inputs', 'in matrices', 'of the file']);
    await press(panel, 'Names', 'ArrowDown');
    assert.deepEqual(writes(panel), [
      { level: 'inputs', form: 'terms', names: 'file' },
      { level: 'inputs', form: 'matrix', names: 'file' },
      { level: 'inputs', form: 'matrix', names: 'indices' },
    ]);
    // The host has answered all three and still writes as before, as where a setting could not be kept.
    answer();
    await assertChosen(panel, ['activations', 'term by term', 'of the file']);
  });

  it('shows another formula in place, and the focus stays in the choice', async () => {
    const panel = await opening({});
    const { page, host } = panel;
    const dropdown = await page.locator('vscode-dropdown[aria-label="Written"]').elementHandle();
    const equation = await page.locator('.equation').elementHandle();
    const note = await page.locator('.gradient-formula [role=status]').elementHandle();
    assert.ok(note);
    assert.equal(await note.textContent(), '');
    assert.equal(await note.evaluate((element) => element.checkVisibility()), true, 'it can be listened to');
    assert.equal(await page.locator('.shapes').isVisible(), false);
    await dropdown.focus();
    host.send('derivation', derivation({ formula: matrixFormula }));
    await page.waitForFunction(() => document.querySelectorAll('.equation').length === 2);
    await panel.settle();
    await assertChosen(panel, ['deltas', 'in matrices', 'of the file']);
    assert.equal(await dropdown.evaluate((element) => element === document.activeElement), true);
    assert.equal(await equation.evaluate((element) => element.isConnected), true);
    assert.match((await equation.textContent()) ?? '', /shapes \[2, 2\] = \[2, 1\] \[1, 2\]$/);
    assert.equal(await page.locator('.shapes').nth(1).isVisible(), false);
    assert.equal(await note.textContent(), matrixFormula.note);
    assert.match(await page.locator('.gradient-formula').innerText(), /the mean over 4 training samples/);
    assert.deepEqual(writes(panel), [], 'what the host shows is no choice of the person');
    host.send('derivation', derivationOfW1());
    await page.waitForFunction(() => document.querySelectorAll('.equation').length === 1);
    assert.equal(await page.locator('.shapes').isVisible(), false);
    assert.equal(await note.textContent(), '');
  });

  it('writes the formula at the top once: the step that ends in it shows its numbers only', async () => {
    const panel = await open(snapshotB({ derivation: derivationOfW5() }));
    const last = panel.page.locator('.step').nth(5);
    assert.equal(await last.locator('.symbols').isVisible(), false);
    assert.equal(await last.locator('.numbers').isVisible(), true);
    assert.equal(await panel.page.locator('.step').nth(4).locator('.symbols').isVisible(), true);
    const { formula, steps } = derivationOfW5();
    const delta = { ...formula, equations: matrixFormula.equations };
    panel.host.send('derivation', { ...derivationOfW5(), formula: delta });
    await last.locator('.symbols').waitFor({ state: 'visible' });
    // A step that has no numbers keeps its symbols: it would be empty.
    const bare = steps.map((step) => ({ ...step, numbersLatex: null }));
    panel.host.send('derivation', { ...derivationOfW5(), steps: bare });
    await last.locator('.numbers').waitFor({ state: 'hidden' });
    assert.equal(await last.locator('.symbols').isVisible(), true);
  });

  it('tells of every path its way, bar, value, share and product', async () => {
    const { page } = await opening({});
    const rows = page.locator('.paths tbody tr');
    assert.equal(await rows.count(), 4);
    const cells = async (n: number): Promise<string[]> => [
      (await rows.nth(n).locator('th .visually-hidden').textContent()) ?? '',
      ...(await rows.nth(n).locator('td.figure').allTextContents()).map((text) =>
        text.replace(/[\u2007\u2008]/g, ''),
      ),
    ];
    assert.deepEqual(await cells(0), ['o₁', '0.00071165', '58 %']);
    assert.deepEqual(await cells(2), ['o₂', '−0.000523394', '42 %']);
    const bars = await page
      .locator('.paths .bar')
      .evaluateAll((all) =>
        all.map((bar) => [bar.getAttribute('data-sign'), bar.getBoundingClientRect().width] as const),
      );
    const [positive, negative] = bars;
    assert.deepEqual([positive?.[0], negative?.[0]], ['positive', 'negative']);
    // A bar's length is its part's size: 0.000523394 by 0.00071165 is 0.7355.
    assert.ok(positive![1] > 20);
    assert.ok(Math.abs(negative![1] / positive![1] - 0.7355) < 0.01);
    const products = await rows.nth(1).locator('annotation').allTextContents();
    const [first] = derivationOfW1().ledger!.paths;
    assert.deepEqual(products, [first!.formulaLatex, `= ${first!.numbersLatex}`]);
    assert.equal(
      await page.locator('.paths .sentences').innerText(),
      '+0.00071165 through o₁, −0.000523394 through o₂: 74 % cancels.',
    );
    assert.equal(await page.locator('.paths > .note').isVisible(), false);
  });

  it('says of which samples the parts are, and how many paths are left out', async () => {
    const ledger = { ...derivationOfW1().ledger!, more: 496, scope: 'Each part is the mean over 4 samples.' };
    const { page } = await opening({ ledger });
    assert.equal(await page.locator('.paths > .note').innerText(), 'Each part is the mean over 4 samples.');
    assert.match(await page.locator('.paths .sentences').innerText(), /^and 496 more\./);
  });

  it('keeps its columns in line under products of any length, and each product in its own row', async () => {
    const { ledger } = derivationOfW1();
    const short = { ...ledger!.paths[0]!, numbersLatex: '1' };
    const long = Array.from({ length: 40 }, (_, n) => `w_{${n}}`).join(' \\cdot ');
    const paths = Array.from({ length: 8 }, (_, n) => ({
      ...short,
      formulaLatex: n % 3 === 0 ? long : 'w_1',
      value: (n - 3) * 10 ** -n,
      share: n / 28,
    }));
    const panel = await open(snapshotB({ derivation: derivation({ ledger: { ...ledger!, paths } }) }), {
      width: 420,
    });
    const edges = await panel.page
      .locator('.paths td.share')
      .evaluateAll((all) => all.map((cell) => Math.round(cell.getBoundingClientRect().right)));
    assert.equal(edges.length, 8);
    assert.deepEqual([...new Set(edges)], [420 - 16]);
    assert.equal(await panel.page.locator('.products .fades-right').count(), 3);
  });

  it('reads the outlook, and leaves out what there is nothing to say of', async () => {
    const panel = await opening({ outlook: ['The loss curves upward.', 'The next step lowers it.'] });
    const { page, host } = panel;
    assert.deepEqual(await page.locator('.outlook .sentence').allTextContents(), [
      'The loss curves upward.',
      'The next step lowers it.',
    ]);
    host.send('derivation', derivation({ outlook: [] }));
    await page.locator('.outlook').waitFor({ state: 'hidden' });
    const { ledger } = derivationOfW5();
    host.send('derivation', derivation({ outlook: [], ledger }));
    await page.waitForFunction(() => document.querySelectorAll('.paths tbody tr').length === 2);
    assert.equal(
      await page.locator('.paths .bar').evaluate((bar) => (bar as HTMLElement).style.width),
      '50%',
    );
    assert.match(await page.locator('.paths .sentences').innerText(), /No path leads from w₅ to E₂/);
    host.send('derivation', derivation({ outlook: [], ledger: null }));
    await page.locator('.paths').waitFor({ state: 'hidden' });
    assert.equal(await page.locator('.gradient-formula').isVisible(), true);
  });

  it('draws no bar where nothing has a size, and none that is endless', async () => {
    const { ledger } = derivationOfW1();
    const [one, two] = ledger!.paths;
    const paths = [
      { ...one!, value: Number.NaN, share: Number.NaN },
      { ...two!, value: 0, share: 0 },
    ];
    const { page } = await opening({ ledger: { ...ledger!, paths } });
    const widths = await page
      .locator('.paths .bar')
      .evaluateAll((all) => all.map((bar) => (bar as HTMLElement).style.width));
    assert.deepEqual(widths, ['0%', '0%']);
    assert.deepEqual(await page.locator('.paths .share').allTextContents(), ['–', '0 %']);
  });

  it('starts from the writing that the host tells', async () => {
    const formula = { ...derivationOfW1().formula, writing: { ...usualWriting, names: 'numbered' as const } };
    const panel = await opening({ formula });
    await assertChosen(panel, ['activations', 'term by term', 'numbered']);
    await press(panel, 'Unfolded to', 'Home');
    assert.deepEqual(writes(panel), [{ level: 'delta', form: 'terms', names: 'numbered' }]);
  });
});
