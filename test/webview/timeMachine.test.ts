import assert from 'node:assert/strict';
import type { MomentView, RunView } from '../../src/protocol/panel';
import type { WhyView } from '../../src/protocol/views/why';
import { PanelBrowser, type OpenOptions, type PanelPage } from './panelPage';
import { fallingLosses, newestMoment, runView, snapshotB } from './snapshots';
import { THEMES } from './themes';

const DARK = THEMES[1]!;

/** A run that is over after 400 epochs of 4 updates each. */
function finished(moment: Partial<MomentView> = {}): RunView {
  return runView({
    status: 'epochs',
    epochs: 400,
    losses: fallingLosses(400),
    moment: newestMoment(400, { updatesPerEpoch: 4, ...moment }),
  });
}

function earlier(epoch: number, change: Partial<MomentView> = {}): MomentView {
  return newestMoment(epoch, {
    isNewest: false,
    updatesPerEpoch: 4,
    words: `epoch ${epoch} of 400`,
    ...change,
  });
}

describe('the time machine of the panel', function () {
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

  /** A panel whose host shows every epoch that it is asked for, after `delayMs`. */
  async function open(
    run: RunView | null = finished(),
    options: Partial<OpenOptions> = {},
    delayMs = 0,
  ): Promise<PanelPage> {
    const panel: PanelPage = await browser.open({
      snapshot: snapshotB({ run }),
      theme: DARK,
      answers: {
        showEpoch: async ({ epoch }) => {
          await new Promise((resolve) => setTimeout(resolve, delayMs));
          panel.host.send('moment', epoch === null ? newestMoment(400) : earlier(epoch));
          return null;
        },
        stepMoment: ({ by, direction }) => {
          const change = by === 'epoch' ? {} : { updates: 1, words: 'epoch 40 of 400, update 1 of 4' };
          panel.host.send('moment', earlier(by === 'epoch' ? 40 + direction : 40, change));
          return null;
        },
      },
      ...options,
    });
    opened.push(panel);
    return panel;
  }

  const asks = (panel: PanelPage, method: string): unknown[] =>
    panel.asked.filter((one) => one.method === method).map(({ params }) => params);

  const slider = (panel: PanelPage) => panel.page.getByRole('slider', { name: 'Epoch on show' });

  async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
    for (const end = Date.now() + 15_000; !(await holds());) {
      if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  const lineIs = (panel: PanelPage, text: RegExp): Promise<void> =>
    until(
      async () => text.test(await panel.page.locator('.moment').innerText()),
      `the line says ${text.source}`,
    );

  it('says which numbers are on show, always in the same line', async () => {
    const none = await open(null);
    assert.equal(await none.page.locator('.moment').innerText(), 'Numbers of the file.');
    assert.equal(await slider(none).isDisabled(), true);
    const panel = await open();
    assert.equal(await panel.page.locator('.moment').innerText(), 'Numbers of epoch 400, the newest.');
    const place = await panel.page.locator('.columns').boundingBox();
    panel.host.send('moment', earlier(40));
    await lineIs(panel, /^Numbers of epoch 40 of 400\.$/);
    assert.match(await panel.page.locator('.epoch').innerText(), /^epoch 40 \/ 400$/);
    assert.equal(await slider(panel).inputValue(), '40');
    assert.equal(await slider(panel).getAttribute('aria-valuetext'), 'epoch 40 of 400');
    assert.deepEqual(await panel.page.locator('.columns').boundingBox(), place, 'the page has moved');
  });

  it('goes to an epoch by keyboard: arrows one, Page keys a tenth, Home and End', async () => {
    const panel = await open();
    await slider(panel).focus();
    for (const [key, epoch] of [
      ['ArrowLeft', 399],
      ['PageDown', 359],
      ['ArrowRight', 360],
      ['PageUp', 400],
      ['Home', 0],
      ['ArrowUp', 1],
      ['End', 400],
    ] as const) {
      await panel.page.keyboard.press(key);
      const wanted = epoch === 400 ? null : epoch;
      await until(
        () => JSON.stringify(asks(panel, 'showEpoch').at(-1)) === JSON.stringify({ epoch: wanted }),
        `${key} asks for ${epoch}`,
      );
      await until(async () => (await slider(panel).inputValue()) === String(epoch), `${key} stays there`);
    }
  });

  it('goes to an epoch by mouse, and shows the wish before the numbers are there', async () => {
    const panel = await open(finished(), {}, 400);
    const box = await slider(panel).boundingBox();
    assert.ok(box);
    await panel.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await until(() => asks(panel, 'showEpoch').length > 0, 'it asks');
    const { epoch } = asks(panel, 'showEpoch').at(-1) as { epoch: number };
    assert.ok(Math.abs(epoch - 200) < 10, `${epoch}`);
    assert.match(await panel.page.locator('.epoch').innerText(), new RegExp(`^epoch ${epoch} / 400$`));
    assert.match(await panel.page.locator('.moment').innerText(), /epoch 400/);
    await lineIs(panel, new RegExp(`epoch ${epoch} of 400`));
    await panel.page.getByRole('button', { name: 'Newest' }).click();
    await lineIs(panel, /the newest/);
    assert.deepEqual(asks(panel, 'showEpoch').at(-1), { epoch: null });
  });

  it('puts the slider back where the host shows no such epoch', async () => {
    const panel = await open(finished(), {
      answers: {
        showEpoch: () => {
          throw new Error('gone');
        },
      },
    });
    await slider(panel).focus();
    await panel.page.keyboard.press('Home');
    await until(
      async () => (await panel.page.locator('.notice').innerText()).includes('gone'),
      'it says why',
    );
    await until(async () => (await slider(panel).inputValue()) === '400', 'it is back');
  });

  it('steps back and forward by epoch, update and part, by mouse and keyboard', async () => {
    const panel = await open(finished(earlier(40)));
    const { page } = panel;
    await page.locator('.time').getByRole('button', { name: 'Next epoch', exact: true }).click();
    await lineIs(panel, /epoch 41/);
    await page.locator('.time').getByRole('button', { name: 'Previous epoch', exact: true }).focus();
    await page.keyboard.press('Enter');
    await lineIs(panel, /epoch 39/);
    await page.getByRole('combobox', { name: 'Step by' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('.time').getByRole('button', { name: 'Next update', exact: true }).click();
    await lineIs(panel, /update 1 of 4/);
    await page.getByRole('combobox', { name: 'Step by' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('.time').getByRole('button', { name: 'Previous part', exact: true }).click();
    await until(() => asks(panel, 'stepMoment').length === 4, 'the fourth step');
    assert.deepEqual(asks(panel, 'stepMoment'), [
      { by: 'epoch', direction: 1 },
      { by: 'epoch', direction: -1 },
      { by: 'batch', direction: 1 },
      { by: 'pass', direction: -1 },
    ]);
    const sentence = 'Forward: sample 3 goes through the network, batch 2 of 4.';
    panel.host.send('moment', earlier(40, { pass: { phase: 'forward', sentence } }));
    await lineIs(panel, /Numbers of epoch 40 of 400\. Forward: sample 3/);
  });

  it('plays the epochs at a speed, pauses, and ends at the newest', async () => {
    const panel = await open(finished(earlier(100)));
    const { page } = panel;
    await page.getByRole('combobox', { name: 'Speed' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter'); // 50 a second
    await page.getByRole('button', { name: 'Play the epochs' }).click();
    await until(() => asks(panel, 'showEpoch').length > 6, 'some epochs are played');
    await page.getByRole('button', { name: 'Pause' }).click();
    const played = asks(panel, 'showEpoch').map((one) => (one as { epoch: number }).epoch);
    assert.equal(played[0], 100);
    assert.ok(
      played.every((epoch, n) => n === 0 || epoch > played[n - 1]!),
      played.join(' '),
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(asks(panel, 'showEpoch').length, played.length, 'it goes on after the pause');

    panel.host.send('moment', earlier(395));
    await lineIs(panel, /epoch 395/);
    await page.getByRole('button', { name: 'Play the epochs' }).click();
    await until(
      () => JSON.stringify(asks(panel, 'showEpoch').at(-1)) === '{"epoch":400}',
      'the end is shown',
    );
    await page.getByRole('button', { name: 'Play the epochs' }).waitFor();
    // From the end it is played from the first again.
    panel.host.send('moment', newestMoment(400));
    await lineIs(panel, /the newest/);
    const count = asks(panel, 'showEpoch').length;
    await page.getByRole('button', { name: 'Play the epochs' }).focus();
    await page.keyboard.press('Enter');
    await until(() => asks(panel, 'showEpoch').length > count, 'it plays');
    assert.deepEqual(asks(panel, 'showEpoch')[count], { epoch: 0 });
    await slider(panel).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('button', { name: 'Play the epochs' }).waitFor();
  });

  it('follows a run that goes on, and stays at an earlier epoch while it does', async () => {
    const panel = await open(runView({ moment: newestMoment(400, { first: null }) }));
    const progress = (epoch: number): void => {
      panel.host.send('progress', {
        id: 1,
        status: 'running',
        epoch,
        step: epoch,
        loss: 0.1,
      });
    };
    progress(401);
    await lineIs(panel, /epoch 401, the newest/);
    assert.equal(await slider(panel).getAttribute('max'), '401');
    panel.host.send('moment', earlier(40));
    await lineIs(panel, /epoch 40 of/);
    progress(402);
    await until(async () => (await slider(panel).getAttribute('max')) === '402', 'the range grows');
    assert.equal(await slider(panel).inputValue(), '40');
    assert.match(await panel.page.locator('.moment').innerText(), /epoch 40 of/);
    assert.equal(await panel.page.getByRole('button', { name: 'Fork run here' }).isDisabled(), true);
  });

  it('asks to fork the run, and offers the epochs from the first that is left', async () => {
    const panel = await open(finished(earlier(40, { first: 20 })));
    assert.equal(await slider(panel).getAttribute('min'), '20');
    await panel.page.getByRole('button', { name: 'Fork run here' }).focus();
    await panel.page.keyboard.press('Enter');
    await until(() => panel.methods().includes('forkRun'), 'it asks');
    const gone = await open(finished({ first: null, status: 'The thread is gone.' }));
    assert.equal(await slider(gone).isDisabled(), true);
    assert.match(await gone.page.locator('.moment').innerText(), /The thread is gone\./);
  });

  const why: WhyView = {
    words: 'epoch 40 of 400',
    loss: 'E_total',
    before: 0.3,
    after: 0.28,
    firstOrder: -0.021,
    curvature: 0.0005,
    real: -0.02,
    rows: [
      {
        subject: { kind: 'weight', layer: 1, i: 0, j: 0 },
        text: 'w₅',
        change: -0.036,
        foretold: -0.0275,
        real: -0.025,
      },
      {
        subject: { kind: 'weight', layer: 0, i: 0, j: 0 },
        text: 'w₁',
        change: 0.01,
        foretold: 0.007,
        real: 0.005,
      },
    ],
    rest: null,
    sentences: ['The next step lowers E_total from 0.3 to 0.28, by −0.02.'],
  };

  it('shows why the loss moves, foretold against real, and asks anew for another moment', async () => {
    let answered = 0;
    const panel = await open(finished(earlier(40)), {
      answers: {
        why: () => {
          answered++;
          return why;
        },
      },
    });
    const { page } = panel;
    await page.getByRole('tab', { name: 'Loss' }).focus();
    await page.keyboard.press('End');
    assert.equal(await page.getByRole('tab', { name: 'Why' }).getAttribute('aria-selected'), 'true');
    await page.locator('.why tbody tr').first().waitFor();
    assert.match(
      await page.locator('.why-head').innerText(),
      /^After epoch 40 of 400: E_total changes by −0\.02\.$/,
    );
    const cells = await page.locator('.why tbody tr').first().locator('th, td.figure').allInnerTexts();
    assert.deepEqual(
      cells.map((one) => one.trim()),
      ['w₅', '−0.036', '−0.0275', '−0.025'],
    );
    assert.deepEqual(
      (await page.locator('.why tfoot tr').locator('th, td.figure').allInnerTexts()).map((one) => one.trim()),
      ['All together', '−0.0205', '−0.02'],
    );
    // The largest part fills half of its track, the others in proportion; to the left is down.
    const bars = await page
      .locator('.why-bar')
      .evaluateAll((all) =>
        all.map((one) => [
          one.getAttribute('data-sign'),
          Math.round(parseFloat((one as HTMLElement).style.width)),
        ]),
      );
    assert.deepEqual(bars, [
      ['negative', 50],
      ['negative', 45],
      ['positive', 13],
      ['positive', 9],
    ]);
    await page.getByRole('link', { name: 'w₁' }).focus();
    await page.keyboard.press('Enter');
    await until(() => panel.methods().includes('select'), 'a click selects');
    assert.equal(answered, 1);
    panel.host.send('moment', earlier(41));
    await until(() => answered === 2, 'another moment is asked for');
    panel.host.send('moment', earlier(41));
    await lineIs(panel, /epoch 41/);
    assert.equal(answered, 2, 'the same moment is not asked for twice');
  });

  it('asks not why while a run goes on at its newest numbers, and says what to do', async () => {
    const panel = await open(runView(), { state: { views: { open: 'why', states: {} } } });
    await until(
      async () => (await panel.page.locator('.why').innerText()).includes('Stop the run'),
      'it says so',
    );
    assert.equal(panel.methods().includes('why'), false);
    const none = await open(null, { state: { views: { open: 'why', states: {} } } });
    await until(
      async () => (await none.page.locator('.why').innerText()).includes('Step or train'),
      'it says so',
    );
  });

  for (const width of [420, 640, 1000, 1400]) {
    it(`has room for all controls at ${width} px, and none moves with the epoch`, async () => {
      const panel = await open(finished(), { width });
      const places = (): Promise<string[]> =>
        panel.page
          .locator('.controls vscode-button, .controls input, .controls vscode-dropdown, .epoch')
          .evaluateAll((all) => all.map((one) => JSON.stringify(one.getBoundingClientRect())));
      const before = await places();
      const isInside = await panel.page.evaluate(
        () => document.documentElement.scrollWidth <= window.innerWidth,
      );
      assert.ok(isInside, 'it scrolls sideways');
      panel.host.send('moment', earlier(7));
      await lineIs(panel, /epoch 7 of/);
      assert.deepEqual(await places(), before);
    });
  }
});
