import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RequestError } from '../../../src/protocol/channel';
import type { RateRunView, RateStudyView } from '../../../src/protocol/views/rates';
import type { GoodNetwork } from '../../../src/host/networkState';
import { Laboratory } from '../../../src/host/training/laboratory';
import { RateStudies } from '../../../src/host/training/rateStudies';
import type { PoolProgress } from '../../../src/worker/poolBatch';
import { startNodeThread } from '../../../src/worker/thread.node';
import { readReference } from '../../core/engine/reference/referenceCases';
import { HANG_MS } from '../../worker/trainingThread';
import { goodNetworkOf } from '../goodNetworkOf';

const exampleText = (name: string): string =>
  readFileSync(join(process.cwd(), 'media', 'examples', `${name}.backprop.json`), 'utf8');

/** An example's text with other settings of its training. */
function withTraining(name: string, training: string): string {
  const text = exampleText(name);
  assert.match(text, /"training": \{[^}]*\}/);
  return text.replace(/"training": \{[^}]*\}/, `"training": ${training}`);
}

const wanted = { isCancelled: false };
const file = 'file:///a.backprop.json';

describe('a study of learning rates', () => {
  const laboratory = new Laboratory(
    () => startNodeThread(join(process.cwd(), 'dist', 'poolWorker.js')),
    2,
    500,
  );
  let studies: RateStudies;

  beforeEach(() => {
    studies = new RateStudies(laboratory);
  });
  after(() => {
    laboratory.dispose();
  });

  const make = (good: GoodNetwork, rates: readonly number[]): Promise<RateStudyView> =>
    studies.make(file, good, rates, () => undefined, wanted);

  it('has the published numbers of the six rates', async () => {
    const good = goodNetworkOf(exampleText('network-b-learning-rates'));
    const progress: PoolProgress[] = [];
    const rates = [0.1, 0.2, 0.5, 0.8, 1, 2];
    const study = await studies.make(file, good, rates, (one) => progress.push(one), wanted);
    assert.deepEqual(progress.at(-1), { done: 6, share: 1 });
    assert.deepEqual(
      study.runs.map(({ rate }) => rate),
      rates,
    );
    const share = (rate: number, epoch: number): string => {
      const { drawn } = study.runs.find((run) => run.rate === rate)!;
      assert.equal(drawn.losses[0]!.toFixed(6), '0.014181');
      return ((100 * drawn.losses[drawn.epochs.indexOf(epoch)]!) / drawn.losses[0]!).toFixed(1);
    };
    assert.equal(share(2, 25), '4.0');
    assert.equal(share(1, 60), '2.2');
    assert.equal(share(0.8, 80), '1.7');
    // Against η · t the six nearly coincide: at η · t = 10 and 40, 1 % of the start apart at most.
    for (const time of [10, 40]) {
      const losses = study.runs
        .filter(({ drawn }) => drawn.times.at(-1)! >= time)
        .map(({ drawn }) => drawn.losses[drawn.times.findIndex((one) => one >= time - 1e-9)]!);
      assert.ok(losses.length >= 3);
      assert.ok(Math.max(...losses) - Math.min(...losses) < 0.02 * 0.014181, losses.join());
    }
    assert.ok(study.runs.every(({ status, overshoots }) => status === 'epochs' && overshoots === null));
    assert.equal(study.best, study.runs[5]!.loss);
  }).timeout(HANG_MS);

  it('counts the epochs to thresholds as the reference has them', async () => {
    const reference = readReference('no-bias-2-2-2-learning-rates.json') as {
      readonly firstStepBelow: Readonly<Record<string, Readonly<Record<string, number | null>>>>;
    };
    const good = goodNetworkOf(withTraining('network-b', '{ "learningRate": 0.5, "epochs": 1000 }'));
    const rates = Object.keys(reference.firstStepBelow);
    await make(good, rates.map(Number));
    let compared = 0;
    for (const threshold of Object.keys(reference.firstStepBelow[rates[0]!]!)) {
      assert.deepEqual(
        studies.epochsBelow(file, Number(threshold)),
        rates.map((rate) => reference.firstStepBelow[rate]![threshold]),
        threshold,
      );
      compared++;
    }
    assert.ok(compared > 0);
  }).timeout(HANG_MS);

  it('tells what overshoots and what diverges, just above 2/λ', async () => {
    // λ = a_h1² + a_h2² = 0.517658 along the steepest direction, so 2/λ = 3.86.
    const good = goodNetworkOf(exampleText('overshoot'));
    const { runs } = await make(good, [1, 3.8, 3.9, 4.2, 1e200]);
    const [low, , , , high] = runs as [RateRunView, RateRunView, RateRunView, RateRunView, RateRunView];
    assert.deepEqual(
      runs.slice(0, 2).map(({ overshoots }) => overshoots),
      [null, null],
    );
    assert.equal(low.status, 'epochs');
    assert.ok(runs[2]!.overshoots !== null && runs[3]!.overshoots !== null);
    assert.equal(high.status, 'diverged');
    assert.match(high.sentence ?? '', /^Training diverged in step \d+/);
  }).timeout(HANG_MS);

  it('stays that of the file while its learning rate and names change, and is stale for anything else', async () => {
    const good = goodNetworkOf(exampleText('network-b'));
    assert.equal(studies.state(file, good), null);
    const { id } = await make(good, [0.1]);
    assert.deepEqual(studies.state(file, good), { id, isStale: false });
    const changed = (from: string | RegExp, to: string): GoodNetwork => {
      const text = exampleText('network-b');
      assert.match(text, new RegExp(from));
      return goodNetworkOf(text.replace(from, to));
    };
    const state = (other: GoodNetwork): boolean | undefined => studies.state(file, other)?.isStale;
    assert.equal(state(changed(/"learningRate": 0\.\d+/, '"learningRate": 0.77')), false);
    assert.equal(state(changed('"hidden"', '"middle"')), false);
    assert.equal(state(changed(/"epochs": \d+/, '"epochs": 7')), true);
    assert.equal(state(changed('0.15', '0.16')), true);
    assert.equal(state(changed('0.05', '0.06')), true, 'a sample');
    studies.forget(file);
    assert.equal(studies.state(file, good), null);
    assert.equal(studies.last(file), null);
  }).timeout(HANG_MS);

  it('is cancelled within a second, and its threads end when nobody needs them', async () => {
    const good = goodNetworkOf(withTraining('network-b', '{ "epochs": 100000000 }'));
    const cancellation = { isCancelled: false };
    const making = studies.make(file, good, [0.1, 0.2, 0.3], () => undefined, cancellation);
    setTimeout(() => {
      cancellation.isCancelled = true;
    }, 200);
    await assert.rejects(making, (error) => error instanceof RequestError && error.code === 'cancelled');
    assert.equal(studies.last(file), null);
    assert.ok(laboratory.threadCount > 0);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    assert.equal(laboratory.threadCount, 0);
    assert.equal(
      (await make(goodNetworkOf(exampleText('network-b')), [0.5])).runs.length,
      1,
      'and start again',
    );
  }).timeout(HANG_MS);

  it('says so where there are no threads', async () => {
    const good = goodNetworkOf(exampleText('network-b'));
    const nowhere = new RateStudies(new Laboratory(null, 2));
    await assert.rejects(
      nowhere.make(file, good, [0.1], () => undefined, wanted),
      /needs worker threads/,
    );
    const broken = new Laboratory(() => startNodeThread(join(process.cwd(), 'dist', 'nothing.js')), 2);
    const studiesThere = new RateStudies(broken);
    await assert.rejects(
      studiesThere.make(file, good, [0.1], () => undefined, wanted),
      (error) =>
        error instanceof RequestError && error.code === 'unavailable' && error.message.includes('nothing.js'),
    );
    assert.equal(broken.threadCount, 0);
  }).timeout(HANG_MS);
});
