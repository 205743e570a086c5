import { strict as assert } from 'node:assert';
import { createTrainer } from '../../src/core/engine/training';
import { goodNetworkOf } from '../hostpure/goodNetworkOf';
import { example } from './hostParts';
import { PanelBrowser, type OpenOptions, type PanelPage } from './panelPage';
import { runOf } from './runOfViews';
import { runView } from './snapshots';
import { THEMES } from './themes';
import { openView, ViewHost, type ViewHostOptions } from './viewHost';

describe('the view of distributions', function () {
  this.timeout(120_000);
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

  async function open(options: ViewHostOptions, more: Partial<OpenOptions> = {}): Promise<PanelPage> {
    const host = new ViewHost(options);
    const panel = await browser.open({
      snapshot: host.snapshot(),
      answers: host.answers,
      state: openView('distributions'),
      theme: THEMES[0]!,
      ...more,
    });
    opened.push(panel);
    return panel;
  }

  const xor = example('xor');

  it('has four histograms for each layer, and their numbers as a table', async () => {
    const { page } = await open({ text: xor });
    await page.waitForSelector('.histogram');
    const { network, parameters } = goodNetworkOf(xor);
    assert.equal(await page.locator('.histogram').count(), 4 * network.layers.length);
    assert.match(await page.locator('.distributions').innerText(), /Train to see how they change/);
    await page.locator('.distributions .twin > summary').first().focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('.distributions tbody tr');
    const least = await page
      .locator('.distributions tbody tr')
      .first()
      .locator('td')
      .nth(5)
      .getAttribute('title');
    const { inputs, layers } = network;
    assert.equal(Number(least), Math.min(...parameters.slice(0, inputs.units * layers[0]!.units)));
  });

  it('reads the epochs of a run that rests, and draws bands and the size of updates', async () => {
    const run = runOf(xor, 60);
    const panel = await open(run);
    const { page } = panel;
    await page.waitForFunction(() => document.querySelectorAll('.band-figure').length === 2);
    await page.waitForFunction(
      () => document.querySelector('.distributions [role=status]')?.textContent === '',
    );
    const epochs = panel.asked
      .filter(({ method }) => method === 'distributions')
      .map(({ params }) => (params as { epoch: number | null }).epoch)
      .filter((epoch) => epoch !== null);
    assert.equal(epochs.length, 50);
    assert.deepEqual(epochs.slice(0, 2), [0, 60]);
    // The ratio at the end, from one step of the engine.
    const { network, dataset } = goodNetworkOf(xor);
    const trainer = createTrainer(network, dataset!);
    while (trainer.epoch < 60) trainer.stepOnce();
    const before = trainer.parameters.slice(0, network.inputs.units * network.layers[0]!.units);
    trainer.stepOnce();
    const ratio = Math.hypot(...before.map((w, p) => trainer.parameters[p]! - w)) / Math.hypot(...before);
    const words = await page.locator('.distributions').innerText();
    assert.ok(words.includes(Number(ratio.toPrecision(3)).toString()), `${ratio} is not in ${words}`);
    assert.match(words, /A rule of thumb and no law/);
  });

  it('draws another kind when one is chosen by keys, and keeps it', async () => {
    const panel = await open(runOf(xor, 5));
    const { page } = panel;
    await page.waitForSelector('.band-figure');
    await page.getByRole('combobox', { name: 'Quantity' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.waitForFunction(() =>
      document
        .querySelector('.band-figure .svg-chart')
        ?.getAttribute('aria-label')
        ?.startsWith('Activations'),
    );
    const kept = (await panel.keptState()) as { views: { states: { distributions?: unknown } } };
    assert.equal(kept.views.states.distributions, 'activations');
  });

  it('reads no epochs while a run goes on, but when it is asked to, and stops when it is told to', async () => {
    const run = runOf(xor, 30);
    const slow = { ...run, runView: runView({ ...run.runView, status: 'running' }) };
    const host = new ViewHost(slow);
    const distributions = host.answers.distributions!;
    const panel = await open(slow, {
      answers: {
        ...host.answers,
        distributions: async (params, cancellation) => {
          if (params.epoch !== null) await new Promise((resolve) => setTimeout(resolve, 100));
          return distributions(params, cancellation);
        },
      },
    });
    const { page } = panel;
    await page.waitForSelector('.histogram');
    assert.match(await page.locator('.distributions [role=status]').innerText(), /when the run has stopped/);
    await page.getByRole('button', { name: 'Read epochs now' }).click();
    await page.waitForSelector('.band-figure');
    assert.match(await page.locator('.distributions [role=status]').innerText(), /^\d+ of 31 epochs read$/);
    await page.getByRole('button', { name: 'Stop reading' }).click();
    await page.getByRole('button', { name: 'Read epochs now' }).waitFor();
    const asked = panel.asked.length;
    await page.waitForTimeout(400);
    assert.equal(panel.asked.length, asked);
  });

  it('is whole in 420 px', async () => {
    const { page } = await open(runOf(xor, 5), { width: 420, height: 1600 });
    await page.waitForSelector('.band-figure');
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
    assert.ok(await page.locator('.kind-name').first().isVisible());
  });
});
