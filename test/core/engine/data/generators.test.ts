import assert from 'node:assert/strict';
import { generateSamples } from '../../../../src/core/engine/generators';
import type { GeneratorName } from '../../../../src/core/network/network';
import { close } from './close';
import { generatorSource } from './networkOf';

/** Rows of x₁, x₂, t as the formulas give them for 5 samples, noise 0.1, seed 7; computed apart from the project. */
const pinned: Record<GeneratorName, readonly (readonly number[])[]> = {
  xor: [
    [1.1345900589906468, -0.6675527723514545, 1],
    [-0.6452707954094891, 0.1351087612508318, 1],
    [-0.6889001578802711, 0.3814894281143773, 1],
    [0.15148936431183047, -0.43431803592663787, 0],
    [0.053926177739774775, -0.6168572444266247, 1],
  ],
  circles: [
    [1.0487602764049342, 0.12970172279707542, 0],
    [-0.8456301625066495, 0.6465445386780764, 0],
    [-0.9264692549420922, -0.27851769341030536, 0],
    [-0.3997978898333945, -0.3358165093255908, 1],
    [0.6819072692224837, -0.4563161113623657, 1],
  ],
  gaussians: [
    [0.29438898876193886, -0.19245823719760446, 0],
    [-1.2570001870874052, -1.3381591842581386, 0],
    [-0.8050083079357057, -0.79090203132347, 0],
    [0.9616387283706623, 0.7242772078446253, 1],
    [0.4839792675914766, 1.3207357410775824, 1],
  ],
  spirals: [
    [0.049064831460323255, -0.15408484079441365, 0],
    [0.534516904675058, 0.27697346929031064, 0],
    [-0.9675013846559509, 0.03484966144608791, 0],
    [0.3471598453217179, -0.3995071892858358, 1],
    [0.9139965445985794, 0.05345595684626427, 1],
  ],
  moons: [
    [-0.9512397235947256, 0.12970282931196617, 0],
    [0.2682396596291271, 0.9783501624865238, 0],
    [-0.1190453053367265, 1.0040698743362642, 0],
    [1.3455119737178938, -0.3486495993011164, 1],
    [2.1978461558027473, 0.040779354777218446, 1],
  ],
  sine: [
    [3.1415919159131995, 0.048761014081800065],
    [2.272030458832564, 0.7212131908261231],
    [-2.1292754016511983, -0.7695680521918006],
    [1.7364376274837419, 1.021162478826206],
    [-2.01987555867641, -0.8856924363280424],
  ],
  plane: [
    [0.9999997651902475, -0.624719407836887, 0.32223047247707953],
    [-0.726140231931184, -0.21045904470852483, -0.5246595023628775],
    [0.7132802100478421, 0.5527252635696014, 0.6678523982548101],
    [-0.6429463591877087, 0.4674928835157979, -0.13368053652851786],
    [-0.19016520641605883, 0.18013501975556045, 0.04844086351601454],
  ],
};

const names = Object.keys(pinned) as GeneratorName[];

function samplesOf(generator: GeneratorName, samples: number, noise: number, seed = 3) {
  const { inputs, targets } = generateSamples(generatorSource({ generator, samples, noise, seed }));
  const units = inputs.length / samples;
  return Array.from({ length: samples }, (_, s) => ({
    x1: inputs[s * units]!,
    x2: units === 2 ? inputs[s * units + 1]! : 0,
    t: targets[s]!,
  }));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  const center = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - center) ** 2)));
}

describe('generators', () => {
  for (const generator of names) {
    it(`gives the numbers of the formula of ${generator}`, () => {
      const { inputs, targets } = generateSamples(
        generatorSource({ generator, samples: 5, noise: 0.1, seed: 7 }),
      );
      const rows = pinned[generator];
      close(
        inputs,
        rows.flatMap((row) => row.slice(0, -1)),
      );
      close(
        targets,
        rows.map((row) => row.at(-1)!),
      );
    });
  }

  it('puts ⌈samples / 2⌉ of class 0 first', () => {
    for (const generator of ['circles', 'gaussians', 'spirals', 'moons'] as const) {
      assert.deepEqual(
        samplesOf(generator, 7, 0).map(({ t }) => t),
        [0, 0, 0, 0, 1, 1, 1],
        generator,
      );
      assert.deepEqual(
        samplesOf(generator, 1, 0).map(({ t }) => t),
        [0],
        generator,
      );
    }
  });

  it('draws the same samples whatever the noise', () => {
    for (const generator of names) {
      const [still, little, more] = [0, 0.1, 0.2].map((noise) => samplesOf(generator, 50, noise));
      const key = generator === 'sine' || generator === 'plane' ? 't' : 'x1';
      const first = little!.map((sample, s) => sample[key] - still![s]![key]);
      const second = more!.map((sample, s) => sample[key] - still![s]![key]);
      assert.ok(
        first.some((move) => Math.abs(move) > 0.01),
        generator,
      );
      second.forEach((move, s) => {
        assert.ok(Math.abs(move - 2 * first[s]!) < 1e-12, generator);
      });
    }
  });

  it('xor: the target is 1 where the signs differ', () => {
    const samples = samplesOf('xor', 2000, 0);
    for (const { x1, x2, t } of samples) {
      assert.equal(t, x1 * x2 < 0 ? 1 : 0);
      assert.ok(Math.abs(x1) <= 1 && Math.abs(x2) <= 1);
    }
    // Five standard errors of a share of one half.
    assert.ok(Math.abs(mean(samples.map(({ t }) => t)) - 0.5) < 5 * Math.sqrt(0.25 / 2000));
    const crossed = samplesOf('xor', 2000, 0.2).filter(({ x1, x2, t }) => t !== (x1 * x2 < 0 ? 1 : 0));
    assert.ok(crossed.length > 0, 'noise comes after the class');
  });

  it('circles: radius 1 and ½, all around', () => {
    const samples = samplesOf('circles', 2000, 0);
    for (const { x1, x2, t } of samples) {
      assert.ok(Math.abs(Math.hypot(x1, x2) - (t === 0 ? 1 : 0.5)) < 1e-15);
    }
    // Deviation of cos θ is √½; five standard errors of the mean.
    assert.ok(
      Math.abs(mean(samples.map(({ x1, t }) => (t === 0 ? x1 : 2 * x1)))) < 5 * Math.sqrt(0.5 / 2000),
    );
  });

  it('moons: two half circles', () => {
    for (const { x1, x2, t } of samplesOf('moons', 500, 0)) {
      if (t === 0) assert.ok(Math.abs(Math.hypot(x1, x2) - 1) < 1e-15 && x2 >= 0);
      else assert.ok(Math.abs(Math.hypot(x1 - 1, x2 - 0.5) - 1) < 1e-15 && x2 <= 0.5);
    }
  });

  it('gaussians: deviation ½ + noise around (−1, −1) and (1, 1)', () => {
    for (const noise of [0, 0.3]) {
      const samples = samplesOf('gaussians', 4000, noise);
      for (const label of [0, 1]) {
        const own = samples.filter(({ t }) => t === label);
        for (const axis of ['x1', 'x2'] as const) {
          const values = own.map((sample) => sample[axis]);
          const spread = 0.5 + noise;
          assert.ok(Math.abs(mean(values) - (label === 0 ? -1 : 1)) < (5 * spread) / Math.sqrt(2000));
          assert.ok(Math.abs(deviation(values) / spread - 1) < 5 / Math.sqrt(2 * 2000));
        }
      }
    }
  });

  it('spirals: the k-th of m at radius k / m, the classes half a turn apart', () => {
    const samples = samplesOf('spirals', 20, 0);
    samples.forEach(({ x1, x2 }, s) => {
      assert.ok(Math.abs(Math.hypot(x1, x2) - ((s % 10) + 1) / 10) < 1e-15);
    });
    for (let k = 0; k < 10; k++) {
      assert.ok(Math.abs(samples[k]!.x1 + samples[k + 10]!.x1) < 1e-14);
      assert.ok(Math.abs(samples[k]!.x2 + samples[k + 10]!.x2) < 1e-14);
    }
  });

  it('sine and plane: targets on the curve and the plane, noise on the target', () => {
    for (const { x1, t } of samplesOf('sine', 500, 0)) {
      assert.ok(Math.abs(t - Math.sin(x1)) <= Number.EPSILON * Math.abs(t));
      assert.ok(Math.abs(x1) <= Math.PI);
    }
    for (const { x1, x2, t } of samplesOf('plane', 500, 0)) assert.equal(t, (x1 + x2) / 2);
    const residuals = samplesOf('sine', 4000, 0.25).map(({ x1, t }) => t - Math.sin(x1));
    assert.ok(Math.abs(deviation(residuals) / 0.25 - 1) < 5 / Math.sqrt(2 * 4000));
  });

  it('give the same bits again for a seed, others for another', () => {
    for (const generator of names) {
      assert.deepEqual(samplesOf(generator, 40, 0.1, 8), samplesOf(generator, 40, 0.1, 8));
      assert.notDeepEqual(samplesOf(generator, 40, 0.1, 8), samplesOf(generator, 40, 0.1, 9));
    }
  });
});
