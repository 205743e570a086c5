import { numbers } from '../math/numbers';
import { cos, sin } from '../math/trigonometry';
import type { DataSource, GeneratorName } from '../network/network';
import { runToEnd, type Steps } from '../network/steps';
import { createRandom, type Random } from './random';

/** Samples in the order they were drawn; both arrays are row-major and the caller's. */
export interface GeneratedSamples {
  /** [sample][input] */
  readonly inputs: Float64Array;
  /** [sample], one target each */
  readonly targets: Float64Array;
}

type GeneratorSource = Extract<DataSource, { kind: 'generator' }>;

/** Samples between two pauses: about a millisecond of work. */
const samplesPerStep = 4096;

/** One sample before it is stored: its inputs, of which the second may be unused, and its target. */
interface Sample {
  x1: number;
  x2: number;
  target: number;
}

/** A class sample's place among those of its class. */
interface ClassPlace {
  readonly label: 0 | 1;
  /** From 1 to `classSize`. */
  readonly k: number;
  readonly classSize: number;
}

/** How many inputs a generator's samples have; each has one target. */
export function generatedInputUnits(generator: GeneratorName): 1 | 2 {
  return generator === 'sine' ? 1 : 2;
}

/**
 * Synthetic samples, by the formulas of the format. Every sample draws its coordinates, then its noise, also
 * when `noise` is 0: another `noise` moves the samples and draws no others. The first ⌈samples / 2⌉ samples
 * are class 0, but for xor, whose classes depend on the place before noise.
 */
export function generateSamples(source: GeneratorSource): GeneratedSamples {
  return runToEnd(generateSampleSteps(source));
}

/** The same with a pause every 4,096 samples. */
export function* generateSampleSteps(source: GeneratorSource): Steps<GeneratedSamples> {
  const { generator, samples, noise, seed } = source;
  const random = createRandom(seed);
  const units = generatedInputUnits(generator);
  const inputs = new Float64Array(samples * units);
  const targets = new Float64Array(samples);
  const zeros = Math.ceil(samples / 2);
  for (let s = 0; s < samples; s++) {
    const place: ClassPlace =
      s < zeros
        ? { label: 0, k: s + 1, classSize: zeros }
        : { label: 1, k: s - zeros + 1, classSize: samples - zeros };
    const sample = draw(generator, noise, place, random);
    inputs[s * units] = sample.x1;
    if (units === 2) inputs[s * units + 1] = sample.x2;
    targets[s] = sample.target;
    if (s % samplesPerStep === 0) yield;
  }
  return { inputs, targets };
}

function draw(generator: GeneratorName, noise: number, place: ClassPlace, random: Random): Sample {
  switch (generator) {
    case 'xor': {
      const x1 = symmetric(random);
      const x2 = symmetric(random);
      return moved({ x1, x2, target: x1 * x2 < 0 ? 1 : 0 }, noise, random);
    }
    case 'circles': {
      const angle = 2 * Math.PI * random.uniform();
      const radius = place.label === 0 ? 1 : 0.5;
      const x1 = radius * cos(numbers, angle);
      return moved({ x1, x2: radius * sin(numbers, angle), target: place.label }, noise, random);
    }
    case 'gaussians': {
      const center = place.label === 0 ? -1 : 1;
      return moved({ x1: center, x2: center, target: place.label }, 0.5 + noise, random);
    }
    case 'spirals': {
      const share = place.k / place.classSize;
      const angle = 3.5 * Math.PI * share + (place.label === 0 ? 0 : Math.PI);
      const x1 = share * sin(numbers, angle);
      return moved({ x1, x2: share * cos(numbers, angle), target: place.label }, noise, random);
    }
    case 'moons': {
      const angle = Math.PI * random.uniform();
      const x = cos(numbers, angle);
      const y = sin(numbers, angle);
      const [x1, x2] = place.label === 0 ? [x, y] : [1 - x, 0.5 - y];
      return moved({ x1, x2, target: place.label }, noise, random);
    }
    case 'sine': {
      const x1 = Math.PI * symmetric(random);
      return { x1, x2: 0, target: sin(numbers, x1) + noise * random.normal() };
    }
    case 'plane': {
      const x1 = symmetric(random);
      const x2 = symmetric(random);
      return { x1, x2, target: (x1 + x2) / 2 + noise * random.normal() };
    }
  }
}

/** Uniform in [−1, 1). */
function symmetric(random: Random): number {
  return 2 * random.uniform() - 1;
}

/** Adds `deviation`·n to each input, the first one's first. */
function moved(sample: Sample, deviation: number, random: Random): Sample {
  sample.x1 += deviation * random.normal();
  sample.x2 += deviation * random.normal();
  return sample;
}
