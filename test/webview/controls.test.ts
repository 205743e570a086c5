import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { RequestError } from '../../src/protocol/channel';
import { axeViolations } from './axe';
import { example, hostParts } from './hostParts';
import { PanelBrowser, type Asked, type OpenOptions, type PanelPage, type UiBuild } from './panelPage';
import { ratesHost } from './ratesParts';
import { derivationOfW1, fallingLosses, networkB, runView, snapshotB } from './snapshots';
import { STATES } from './states';
import { THEMES } from './themes';

/**
 * The controls of the panel by mouse and keyboard, found as a screen reader finds them: by role and name. What is
 * said here holds for both builds, with the UI toolkit that ships and with the other one.
 */

const BUILDS: readonly UiBuild[] = ['toolkit', 'elements'];
const DARK = THEMES[1]!;

/** What the person asked for, and the start: not what the panel asks by itself for a mark or a name. */
function wishes({ asked }: PanelPage): Asked[] {
  return asked.filter(({ method }) => method !== 'symbols' && method !== 'point');
}

const wished = (panel: PanelPage): string[] => wishes(panel).map(({ method }) => method);

async function isAsked(panel: PanelPage, method: string, params: unknown): Promise<void> {
  const end = Date.now() + 10_000;
  const isThere = (): boolean => {
    const last = wishes(panel).findLast((one) => one.method === method);
    return last !== undefined && JSON.stringify(last.params) === JSON.stringify(params);
  };
  while (!isThere()) {
    assert.ok(Date.now() < end, `${method} was not asked so: ${JSON.stringify(wishes(panel))}`);
    await panel.page.waitForTimeout(5);
  }
}

for (const ui of BUILDS) {
  describe(`the panel's controls, ${ui}`, function () {
    this.timeout(60_000);
    let browser: PanelBrowser;
    const opened: PanelPage[] = [];

    before(async () => {
      browser = await PanelBrowser.launch(ui);
    });
    after(async () => {
      await browser.close();
    });
    afterEach(async () => {
      const complaints = opened.flatMap((panel) => panel.complaints);
      await Promise.all(opened.splice(0).map((panel) => panel.close()));
      assert.deepEqual(complaints, [], 'policy violations, errors or dialogs');
    });

    async function open(
      snapshot: OpenOptions['snapshot'],
      options: Partial<OpenOptions> = {},
    ): Promise<PanelPage> {
      const panel = await browser.open({ snapshot, theme: DARK, ...options });
      opened.push(panel);
      return panel;
    }

    const button = ({ page }: PanelPage, name: string | RegExp): Locator =>
      page.getByRole('button', { name, exact: true });
    const list = ({ page }: PanelPage, name: string): Locator =>
      page.getByRole('combobox', { name, exact: true });

    /** Chooses what stands `by` after the present option, as one does without a mouse. */
    async function pickByKeys({ page }: PanelPage, control: Locator, by: number): Promise<void> {
      // A pointer that rests where the list opens would choose, too.
      await page.mouse.move(0, 0);
      await control.focus();
      await page.keyboard.press(ui === 'toolkit' ? 'Space' : 'Enter');
      for (let n = 0; n < by; n++) await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
    }

    it('are reached and used by the keyboard alone', async () => {
      const panel = await open(
        snapshotB({ derivation: derivationOfW1(), run: runView({ status: 'stopped' }) }),
        { width: 1100 },
      );
      const { page } = panel;
      const reached: string[] = [];
      for (let press = 0; press < 60; press++) {
        await page.keyboard.press('Tab');
        const name = await page.evaluate(() => {
          const active = document.activeElement as (HTMLElement & { label?: string }) | null;
          if (!active || active === document.body) return '';
          return active.getAttribute('aria-label') ?? active.label ?? active.textContent;
        });
        if (name === '' || name === reached[0]) break;
        reached.push(name);
      }
      for (const wanted of [
        'Train',
        'Step',
        'Reset',
        /^w₁, from/,
        /same as tables/,
        'Log axis',
        /^Loss by epoch\. Left/,
        /same as a table/,
        'Width of the diagram',
        'Copy LaTeX',
        'Unfolded to',
        'Written',
        'Names',
        'Formula, scrolls sideways',
      ]) {
        assert.ok(
          reached.some((name) => (typeof wanted === 'string' ? name.trim() === wanted : wanted.test(name))),
          `${String(wanted)} is not among ${reached.join(' | ')}`,
        );
      }
      await page.locator('[data-key="weight 0 0 0"]').focus();
      for (const key of ['ArrowRight', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
      await page.waitForFunction(() => document.activeElement?.getAttribute('aria-pressed') === 'true');
      await isAsked(panel, 'select', { subject: { kind: 'weight', layer: 1, i: 0, j: 0 }, reveal: true });
      await button(panel, 'Step').focus();
      await page.keyboard.press('Enter');
      await isAsked(panel, 'step', null);
    });

    it('turn Train into Stop in the same place, and ask for each', async () => {
      const panel = await open(snapshotB());
      const { page } = panel;
      const places = async (): Promise<unknown> =>
        page
          .locator('.controls > *')
          .evaluateAll((all) => all.map((control) => control.getBoundingClientRect().left));
      const before = await places();
      await button(panel, 'Train').click();
      panel.sendRun(runView({ losses: fallingLosses(3), epoch: 3 }));
      await button(panel, 'Stop').waitFor();
      assert.deepEqual(await places(), before);
      assert.equal(await page.locator('.button[aria-label="Step"]').getAttribute('disabled'), '');
      await button(panel, 'Stop').click();
      await button(panel, 'Reset').click();
      await isAsked(panel, 'reset', null);
      assert.deepEqual(wished(panel), ['ready', 'train', 'stop', 'reset']);
    });

    it('take a logarithmic axis for more than two decades, and the choice of the person before that', async () => {
      const losses = Float64Array.from({ length: 100 }, (_, e) => 10 ** (-e / 20));
      const panel = await open(snapshotB({ run: runView({ losses }) }));
      const box = panel.page.locator('.section-head vscode-checkbox');
      const isChecked = (): Promise<boolean> =>
        box.evaluate((element) => (element as HTMLInputElement).checked);
      const kept = async (): Promise<unknown> =>
        ((await panel.keptState()) as { views: { states: { loss?: { isLog: unknown } } } }).views.states.loss
          ?.isLog;
      assert.equal(await isChecked(), true);
      await box.getByText('Log axis').click();
      assert.deepEqual([await isChecked(), await kept()], [false, false]);
      await box.focus();
      await panel.page.keyboard.press('Space');
      assert.deepEqual([await isChecked(), await kept()], [true, true]);
    });

    it('say what to do when no file is open', async () => {
      const panel = await open(STATES['empty']!());
      await button(panel, 'Open an example').click();
      await isAsked(panel, 'openExample', null);
      assert.equal(await panel.page.locator('.columns').isVisible(), false);
      assert.equal(await panel.page.locator('.button.train').getAttribute('disabled'), '');
      await panel.page.locator('.button.train').click({ force: true });
      await panel.settle();
      assert.deepEqual(wished(panel), ['ready', 'openExample']);
    });

    it('lead to the first problem of a broken file, by mouse and keyboard', async () => {
      const panel = await open(STATES['problem']!());
      const link = panel.page.getByRole('link', { name: 'Go to network-b' });
      await link.click();
      await link.focus();
      await panel.page.keyboard.press('Enter');
      await panel.page.waitForTimeout(50);
      assert.deepEqual(wished(panel), ['ready', 'showProblem', 'showProblem']);
    });

    it('choose a sample from a list while it is short, else by number', async () => {
      const few = await open({ ...snapshotB(), network: { ...networkB(), sampleCount: 4, sample: 2 } });
      await list(few, 'Sample').click();
      await few.page.getByRole('option', { name: '4 of 4' }).click();
      await isAsked(few, 'showSample', { sample: 4 });
      await few.show({ ...snapshotB(), network: { ...networkB(), sampleCount: 4, sample: 1 } });
      await pickByKeys(few, list(few, 'Sample'), 2);
      await isAsked(few, 'showSample', { sample: 3 });
      const many = await open({ ...snapshotB(), network: { ...networkB(), sampleCount: 60_000, sample: 2 } });
      const typed = many.page.getByRole('textbox', { name: 'Sample' });
      await typed.click();
      await many.page.keyboard.press('Control+A');
      await many.page.keyboard.type('59999');
      await many.page.keyboard.press('Tab');
      await isAsked(many, 'showSample', { sample: 59_999 });
      // What is no sample is taken back; an arrow goes to the next.
      await typed.fill('60001');
      await many.page.keyboard.press('Tab');
      await typed.focus();
      await many.page.keyboard.press('ArrowUp');
      await isAsked(many, 'showSample', { sample: 3 });
      assert.equal(await many.page.locator('.picker vscode-option').count(), 0);
    });

    it('choose how a gradient is written, and hear of the choice alone', async () => {
      const panel = await open(snapshotB({ derivation: derivationOfW1() }));
      assert.ok(!wished(panel).includes('write'), 'what the host has shown was no choice');
      await pickByKeys(panel, list(panel, 'Unfolded to'), 1);
      await isAsked(panel, 'write', { level: 'inputs', form: 'terms', names: 'file' });
      assert.equal(wished(panel).filter((method) => method === 'write').length, 1);
      // The host of this test writes as before, which is no choice either.
      await panel.page.waitForFunction(() =>
        [...document.querySelectorAll('.writing .select')].every(
          (one, n) => n > 0 || (one as HTMLSelectElement).value === 'activations',
        ),
      );
      await list(panel, 'Names').click();
      await panel.page.getByRole('option', { name: 'with indices' }).click();
      await isAsked(panel, 'write', { level: 'activations', form: 'terms', names: 'indices' });
      assert.equal(wished(panel).filter((method) => method === 'write').length, 2);
    });

    it('type a weight: previewed with every key, arrows change the last digit, Escape leaves it', async () => {
      const subject = { kind: 'weight', layer: 1, i: 0, j: 0 } as const;
      const panel = await open(snapshotB(hostParts(example('network-b'), subject)), {
        answers: {
          spelling: () => ({ text: '0.40' }),
          nudge: ({ text, steps }) => ({ text: (Number(text) + steps / 100).toFixed(2) }),
        },
      });
      const { page } = panel;
      await button(panel, 'Change the value').focus();
      await page.keyboard.press('Enter');
      const field = page.locator('.value-editor').getByRole('textbox');
      await field.waitFor();
      // The toolkit's field shows what it is given when the browser next draws.
      await page.waitForFunction(
        (input) => (input as HTMLInputElement).value === '0.40',
        await field.elementHandle(),
      );
      await page.keyboard.press('End');
      await page.keyboard.press('Backspace');
      await page.keyboard.type('5');
      await isAsked(panel, 'preview', { subject, text: '0.45' });
      await page.keyboard.press('ArrowUp');
      await isAsked(panel, 'preview', { subject, text: '0.46' });
      await page.keyboard.press('Escape');
      await page.waitForSelector('.value-editor', { state: 'hidden' });
      assert.ok(!wished(panel).includes('edit'));
    });

    it('take rates that are typed when Enter is pressed', async () => {
      const text = example('network-b-learning-rates');
      const panel = await open(snapshotB(hostParts(text, { kind: 'weight', layer: 0, i: 0, j: 0 })), {
        answers: ratesHost(text).answers,
        state: { views: { open: 'rates', states: {} } },
      });
      await panel.page.waitForSelector('.rate-tile');
      const rates = panel.page.locator('.rate-controls').getByRole('textbox').first();
      await rates.click();
      await panel.page.keyboard.press('Control+A');
      await panel.page.keyboard.type('0.3; 4');
      await panel.page.keyboard.press('Enter');
      await isAsked(panel, 'studyRates', { rates: [0.3, 4] });
    });

    it('change learning rate and optimizer, and show those of the file where nothing came of it', async () => {
      let isWritten = true;
      const panel = await open(snapshotB(), { answers: { setTraining: () => ({ isWritten }) } });
      const { page } = panel;
      const rate = page.getByRole('textbox', { name: 'Learning rate' });
      const type = async (text: string): Promise<void> => {
        await rate.click();
        await page.keyboard.press('Control+A');
        await page.keyboard.type(text);
      };
      await type('0.25');
      // What is being typed stays while other numbers come in.
      panel.sendRun(runView({ status: 'stopped' }));
      panel.sendProgress(runView({ status: 'stopped', epoch: 401 }));
      await panel.settle();
      assert.equal(await rate.inputValue(), '0.25');
      await page.keyboard.press('Enter');
      await isAsked(panel, 'setTraining', { kind: 'learningRate', text: '0.25' });
      panel.host.send('network', { network: { ...networkB(), learningRate: 0.25 }, problem: null });
      await panel.settle();
      assert.equal(await rate.inputValue(), '0.25');
      isWritten = false;
      await type('-1');
      await page.keyboard.press('Enter');
      await isAsked(panel, 'setTraining', { kind: 'learningRate', text: '-1' });
      await page.waitForFunction(
        () => document.querySelector<HTMLInputElement>('.training .field')?.value === '0.25',
      );
      await pickByKeys(panel, list(panel, 'Optimizer'), 1);
      await isAsked(panel, 'setTraining', { kind: 'optimizer', type: 'momentum' });
      await page.waitForFunction(
        () => document.querySelector<HTMLSelectElement>('.training .select')?.value === 'sgd',
      );
      panel.sendRun(runView());
      await page.waitForFunction(
        () => document.querySelector<HTMLInputElement>('.training .field')?.disabled === true,
      );
    });

    it('say what the host refused', async () => {
      const refuse = (): never => {
        throw new RequestError({ code: 'unavailable', message: 'The file has no data.' });
      };
      const panel = await open(snapshotB(), { answers: { train: refuse } });
      const notice = panel.page.locator('.notice');
      await button(panel, 'Train').click();
      await panel.page.waitForFunction(() =>
        document.querySelector('.notice')?.textContent.includes('The file has no data.'),
      );
      // The loss chart asks by itself: that is no reason to take the sentence away.
      panel.sendRun(runView());
      await panel.settle();
      assert.match(await notice.innerText(), /The file has no data\.$/);
      await button(panel, 'Reset').click();
      await panel.page.waitForFunction(() => document.querySelector('.notice')?.textContent === '');
    });

    for (const width of [420, 1400]) {
      it(`stand within a page of ${width} px, none over another`, async () => {
        const panel = await open(STATES['batch']!(), { width });
        const { page } = panel;
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
        const over = await page
          .locator('.button, .select, .field, .checkbox, .slider, .epoch, .setting')
          .evaluateAll((all) => {
            const seen = all
              .filter((element) => element.checkVisibility())
              .map((element) => ({
                words: element.outerHTML.slice(0, 90),
                at: element.getBoundingClientRect(),
              }));
            return seen.flatMap((one, n) => [
              ...(one.at.left < 0 || one.at.right > window.innerWidth + 0.5 ? [`cut: ${one.words}`] : []),
              ...seen
                .slice(n + 1)
                .filter(
                  ({ at }) =>
                    Math.min(at.right, one.at.right) - Math.max(at.left, one.at.left) > 1 &&
                    Math.min(at.bottom, one.at.bottom) - Math.max(at.top, one.at.top) > 1,
                )
                .map((other) => `${one.words} over ${other.words}`),
            ]);
          });
        assert.deepEqual(over, []);
      });
    }

    // With the toolkit that ships, panel.test.ts asks so in every state.
    if (ui === 'toolkit') return;
    it('have no violation that axe finds, in any theme', async function () {
      this.timeout(300_000);
      const panel = await open(STATES['empty']!());
      const found: string[] = [];
      for (const name of ['empty', 'problem', 'batch', 'running']) {
        await panel.show(STATES[name]!());
        for (const theme of THEMES) {
          await panel.setTheme(theme);
          const violations = await axeViolations(panel, 'body');
          found.push(...violations.map((violation) => `${name}, ${theme.name}: ${violation}`));
        }
      }
      assert.deepEqual(found, []);
    });
  });
}
