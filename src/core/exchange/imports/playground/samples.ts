import { log } from '../../../math/logarithm';
import { numbers } from '../../../math/numbers';
import { cos, sin } from '../../../math/trigonometry';

/**
 * The samples of the TensorFlow Playground, drawn in the order in which it draws them, so that a seed gives those that are
 * seen there. Source: the generators in src/dataset.ts of tensorflow/playground and the scales of D3 3.5. Sines,
 * cosines and logarithms are our own: a digit in the last place may differ from a browser's.
 */
export interface Point {
  readonly x: number;
  readonly y: number;
  /** −1 or 1 for classes, −1 … 1 for regression. */
  readonly label: number;
}

type Random = () => number;

/** @param noise from 0 to 1, a hundredth of what the address says. */
type Generator = (random: Random, count: number, noise: number) => Point[];

const uniform = (random: Random, low: number, high: number): number => random() * (high - low) + low;

/** A linear scale as D3 computes it. */
const between = (low: number, high: number, share: number): number => low * (1 - share) + high * share;

const distance = (x: number, y: number): number => Math.sqrt(x * x + y * y);

const times = (count: number, make: (n: number) => Point): Point[] =>
  Array.from({ length: Math.ceil(count) }, (_, n) => make(n));

/** A normal number by the polar method of Marsaglia. */
function normal(random: Random, mean: number, variance: number): number {
  let first: number;
  let square: number;
  do {
    first = 2 * random() - 1;
    const second = 2 * random() - 1;
    square = first * first + second * second;
  } while (square > 1);
  const value = Math.sqrt((-2 * log(numbers, square)) / square) * first;
  return mean + Math.sqrt(variance) * value;
}

const gauss: Generator = (random, count, noise) => {
  const variance = between(0.5, 4, noise / 0.5);
  const cloud = (center: number, label: number): Point[] =>
    times(count / 2, () => {
      const x = normal(random, center, variance);
      return { x, y: normal(random, center, variance), label };
    });
  return [...cloud(2, 1), ...cloud(-2, -1)];
};

const circle: Generator = (random, count, noise) => {
  const radius = 5;
  const ring = (low: number, high: number): Point[] =>
    times(count / 2, () => {
      const r = uniform(random, low, high);
      const angle = uniform(random, 0, 2 * Math.PI);
      const x = r * sin(numbers, angle);
      const y = r * cos(numbers, angle);
      const noiseX = uniform(random, -radius, radius) * noise;
      const noiseY = uniform(random, -radius, radius) * noise;
      return { x, y, label: distance(x + noiseX, y + noiseY) < radius * 0.5 ? 1 : -1 };
    });
  return [...ring(0, radius * 0.5), ...ring(radius * 0.7, radius)];
};

const xor: Generator = (random, count, noise) =>
  times(count, () => {
    const padded = (value: number): number => value + (value > 0 ? 0.3 : -0.3);
    const x = padded(uniform(random, -5, 5));
    const y = padded(uniform(random, -5, 5));
    const noiseX = uniform(random, -5, 5) * noise;
    const noiseY = uniform(random, -5, 5) * noise;
    return { x, y, label: (x + noiseX) * (y + noiseY) >= 0 ? 1 : -1 };
  });

const spiral: Generator = (random, count, noise) => {
  const each = count / 2;
  const arm = (turn: number, label: number): Point[] =>
    times(each, (n) => {
      const r = (n / each) * 5;
      const t = ((1.75 * n) / each) * 2 * Math.PI + turn;
      const x = r * sin(numbers, t) + uniform(random, -1, 1) * noise;
      return { x, y: r * cos(numbers, t) + uniform(random, -1, 1) * noise, label };
    });
  return [...arm(0, 1), ...arm(Math.PI, -1)];
};

/** Points of a square of side 12, with what `labelOf` says of the point after its noise. */
const square =
  (labelOf: (x: number, y: number) => number): Generator =>
  (random, count, noise) =>
    times(count, () => {
      const x = uniform(random, -6, 6);
      const y = uniform(random, -6, 6);
      const noiseX = uniform(random, -6, 6) * noise;
      const noiseY = uniform(random, -6, 6) * noise;
      return { x, y, label: labelOf(x + noiseX, y + noiseY) };
    });

const plane = square((x, y) => between(-1, 1, (x + y + 10) / 20));

const hills = [
  [-4, 2.5, 1],
  [0, 2.5, -1],
  [4, 2.5, 1],
  [-4, -2.5, -1],
  [0, -2.5, 1],
  [4, -2.5, -1],
] as const;

const severalGauss = square((x, y) => {
  let label = 0;
  for (const [centerX, centerY, sign] of hills) {
    const share = Math.max(0, Math.min(1, distance(x - centerX, y - centerY) / 2));
    const own = sign * between(1, 0, share);
    if (Math.abs(own) > Math.abs(label)) label = own;
  }
  return label;
});

/** The samples of each problem by the words of the address. */
export const classData: Readonly<Record<string, Generator>> = { circle, xor, gauss, spiral };
export const regressionData: Readonly<Record<string, Generator>> = {
  'reg-plane': plane,
  'reg-gauss': severalGauss,
};

/** Exchanges the samples as the Playground does, in place (Fisher and Yates, from the end). */
export function shuffle(points: Point[], random: Random): void {
  for (let left = points.length; left > 0; left--) {
    const index = Math.floor(random() * left);
    const last = points[left - 1]!;
    points[left - 1] = points[index]!;
    points[index] = last;
  }
}

/** What each input of the Playground is made of, in its order, with its label as a symbol. */
export const features: Readonly<
  Record<string, { readonly symbol: string; readonly of: (x: number, y: number) => number }>
> = {
  x: { symbol: 'X_1', of: (x) => x },
  y: { symbol: 'X_2', of: (_, y) => y },
  xSquared: { symbol: 'X_1^2', of: (x) => x * x },
  ySquared: { symbol: 'X_2^2', of: (_, y) => y * y },
  xTimesY: { symbol: 'X_1X_2', of: (x, y) => x * y },
  sinX: { symbol: 'sin(X_1)', of: (x) => sin(numbers, x) },
  sinY: { symbol: 'sin(X_2)', of: (_, y) => sin(numbers, y) },
};
