import { strict as assert } from 'node:assert';
import { createTrainer } from '../../src/core/engine/training';
import { nextUpdateSteps } from '../../src/core/insight/nextUpdate/nextUpdate';
import { runToEnd } from '../../src/core/network/steps';
import type { Run } from '../../src/host/training/trainingRun';
import { RequestError } from '../../src/protocol/channel';
import { formatNumber } from '../../webview/format';
import { goodNetworkOf } from '../hostpure/goodNetworkOf';
import { example } from './hostParts';
import { PanelBrowser, type OpenOptions, type PanelPage } from './panelPage';
import { THEMES } from './themes';
import { openView, ViewHost, type ViewHostOptions } from './viewHost';

const w1 = { kind: 'weight', layer: 0, i: 0, j: 0 } as const;

/** Adam with everything that an update can have. */
const adam = JSON.stringify({
  inputs: 2,
  layers: [
    { units: 3, activation: 'tanh' },
    { units: 1, activation: 'sigmoid' },
  ],
  loss: 'binaryCrossEntropy',
  data: { generator: 'circles', samples: 20, seed: 3 },
  training: {
    optimizer: { type: 'adam', beta1: 0.9, beta2: 0.99 },
    l2: 0.01,
    learningRate: 0.1,
    schedule: { type: 'exponential', factor: 0.9 },
    batchSize: 5,
    epochs: 50,
  },
});

describe('the view of the next update', function () {
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
      state: openView('update'),
      theme: THEMES[0]!,
      ...more,
    });
    opened.push(panel);
    return panel;
  }

  it('shows gradient, rate and new value of plain gradient descent, equal to what one step makes', async () => {
    const text = example('network-b');
    const { page } = await open({ text, subject: w1 });
    await page.waitForSelector('.term .katex');
    assert.deepEqual(await page.locator('.term-title').allInnerTexts(), [
      'Gradient of the batch',
      'Learning rate',
      'Update',
      'Change',
    ]);
    const { network, dataset } = goodNetworkOf(text);
    const trainer = createTrainer(network, dataset!);
    trainer.stepOnce();
    const shown = await page.locator('.term-value').nth(2).getAttribute('title');
    assert.equal(Number(shown), trainer.parameters[0]);
    assert.match(
      await page.locator('.update .note').nth(1).innerText(),
      /^Update 1 by sgd, after 0 finished epochs\. Training would begin here/,
    );
    await page.locator('.update .twin > summary').focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('.update tbody tr');
    assert.equal(await page.locator('.update tbody tr').count(), 4);
  });

  it('takes the optimizer’s memory from the thread of the run, and sets every formula', async () => {
    const good = goodNetworkOf(adam);
    const trainer = createTrainer(good.network, good.dataset!);
    for (let step = 0; step < 9; step++) trainer.stepOnce();
    const state = trainer.snapshot();
    const services = {
      time: { get: () => undefined },
      runs: {
        query: (_uri: unknown, what: string, { index }: { index: number }) => {
          assert.equal(what, 'nextUpdate');
          return Promise.resolve(
            runToEnd(nextUpdateSteps(good.network, trainer.model, good.dataset!, state, index)),
          );
        },
      },
    };
    const run = { parameters: state.parameters, isStale: false, epochsBefore: 100 } as Run;
    const { page } = await open({ text: adam, subject: w1, parameters: state.parameters, run, services });
    await page.waitForSelector('.term .katex');
    assert.deepEqual(await page.locator('.term-title').allInnerTexts(), [
      'Gradient of the batch',
      'Penalty on the weight',
      'Learning rate of the epoch',
      'Mean of the gradients',
      'Mean of the squares',
      'Bias correction of m',
      'Bias correction of q',
      'Update',
      'Change',
    ]);
    assert.equal(await page.locator('.update .tex-source').count(), 0, 'a formula was refused');
    trainer.stepOnce();
    assert.equal(
      Number(await page.locator('.term-value').nth(7).getAttribute('title')),
      trainer.parameters[0],
    );
    const after = formatNumber(trainer.parameters[0]!);
    assert.ok((await page.locator('.update-figures').innerText()).endsWith(`→ ${after}`));
    assert.match(
      await page.locator('.update .note').nth(1).innerText(),
      /^Update 10 by adam, after 102 finished epochs\.$/,
    );
  });

  it('begins afresh where the thread of the run is gone', async () => {
    const good = goodNetworkOf(adam);
    const services = {
      time: { get: () => undefined },
      runs: {
        query: () => Promise.reject(new RequestError({ code: 'unavailable', message: 'gone' })),
      },
    };
    const run = { parameters: good.parameters, isStale: false, epochsBefore: 0 } as Run;
    const { page } = await open({ text: adam, subject: w1, run, services });
    await page.waitForSelector('.term .katex');
    assert.match(await page.locator('.update .note').nth(1).innerText(), /remembers nothing yet/);
  });

  it('sets the formulas of every optimizer', async () => {
    for (const optimizer of [
      { type: 'nesterov' },
      { type: 'adagrad' },
      { type: 'rmsprop' },
      { type: 'adamw', weightDecay: 0.1 },
    ]) {
      const value = JSON.parse(adam) as { training: { optimizer: unknown } };
      value.training.optimizer = optimizer;
      const { page } = await open({ text: JSON.stringify(value), subject: w1 });
      await page.waitForSelector('.term .katex');
      await page.waitForFunction(() => document.querySelectorAll('.term .katex').length >= 6);
      assert.equal(await page.locator('.update .tex-source').count(), 0, optimizer.type);
    }
  });

  it('asks for a weight where something else is selected, and follows a selection made by keys', async () => {
    const text = example('network-b');
    const panel = await open({ text, subject: { kind: 'activation', layer: 0, j: 0 } });
    const { page } = panel;
    await page.waitForFunction(() =>
      document.querySelector('.update')?.textContent.includes('Select a weight'),
    );
    await page.locator('[data-key="weight 1 0 0"]').focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('.term .katex');
    assert.deepEqual(panel.asked.filter(({ method }) => method === 'updateOf').at(-1)!.params, {
      subject: { kind: 'weight', layer: 1, i: 0, j: 0 },
    });
  });
});
