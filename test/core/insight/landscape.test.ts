import { strict as assert } from 'node:assert';
import { completed } from '../../../src/core/engine/completed';
import { prepareDataset, type Dataset } from '../../../src/core/engine/dataset';
import { createHessian } from '../../../src/core/engine/hessian';
import { initialParameters } from '../../../src/core/engine/initialise';
import { createModel, type Model } from '../../../src/core/engine/model';
import { frozenParameters } from '../../../src/core/engine/optimizers';
import { alikeTolerance, basinsOf, outputSteps } from '../../../src/core/insight/basins';
import { contourLines, heightScale } from '../../../src/core/insight/contours';
import {
  curvaturePlaneSteps,
  gridPoints,
  parameterPlane,
  projectOn,
  randomPlane,
  squareAround,
} from '../../../src/core/insight/landscape';
import { symmetricEigen } from '../../../src/core/insight/symmetricEigen';
import type { Network } from '../../../src/core/network/network';
import { parse } from '../../../src/core/network/parse';

interface Made {
  readonly network: Network;
  readonly model: Model;
  readonly dataset: Dataset;
  readonly parameters: Float64Array;
  readonly frozen: Uint8Array;
}

function made(layers: readonly object[], seed = 1): Made {
  const { network } = parse(
    JSON.stringify({
      inputs: 2,
      layers,
      data: { generator: 'moons', samples: 12, noise: 0.1 },
      training: { seed },
    }),
  );
  assert.ok(network);
  const prepared = prepareDataset(network, null);
  assert.ok('dataset' in prepared);
  const model = createModel(network);
  return {
    network,
    model,
    dataset: prepared.dataset,
    parameters: initialParameters(network),
    frozen: frozenParameters(network, model.layout),
  };
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, n) => sum + x * b[n]!, 0);

describe('planes through the landscape of the loss', () => {
  const origin = Float64Array.of(3, 1, -2, 5);

  it('are of two parameters', () => {
    const plane = parameterPlane(origin, 2, 0);
    const { u, v, distance } = projectOn(plane, Float64Array.of(4, 1, 0, 5));
    assert.deepEqual([u, v, distance], [2, 1, 0]);
    assert.equal(projectOn(plane, Float64Array.of(3, 4, -2, 9)).distance, 5);
  });

  it('are random but repeatable, orthonormal, and leave frozen parameters alone', () => {
    const frozen = Uint8Array.of(0, 1, 0, 0);
    const plane = randomPlane(origin, frozen, 7);
    assert.ok(plane);
    assert.deepEqual(randomPlane(origin, frozen, 7), plane);
    assert.notDeepEqual(randomPlane(origin, frozen, 8), plane);
    for (const direction of [plane.first, plane.second]) {
      assert.ok(Math.abs(dot(direction, direction) - 1) < 1e-14);
      assert.equal(direction[1], 0);
    }
    assert.ok(Math.abs(dot(plane.first, plane.second)) < 1e-15);
    assert.equal(randomPlane(origin, Uint8Array.of(1, 1, 0, 1), 7), null);
  });

  for (const [what, layers] of [
    [
      'a few parameters',
      [
        { units: 3, activation: 'tanh' },
        { units: 1, activation: 'sigmoid' },
      ],
    ],
    ['more than the whole matrix is made of', [{ units: 20, activation: 'tanh' }, { units: 1 }]],
    ['frozen ones', [{ units: 3, activation: 'tanh', frozen: 'weights' }, { units: 1 }]],
  ] as const) {
    it(`are those of the two largest eigenvalues, of ${what}`, () => {
      const { model, dataset, parameters, frozen } = made(layers, 3);
      const hessian = createHessian(model, parameters, dataset, dataset.trainingIndices);
      const found = completed(curvaturePlaneSteps(parameters, hessian, frozen));
      assert.ok(found);
      assert.ok(found.isConverged);
      // Every column of the Hessian, and the eigenvalues of what is free.
      const free = [...frozen.keys()].filter((p) => !frozen[p]);
      const matrix = new Float64Array(free.length ** 2);
      free.forEach((p, column) => {
        const unit = new Float64Array(hessian.size);
        unit[p] = 1;
        const product = new Float64Array(hessian.size);
        hessian.product(unit, product);
        free.forEach((q, row) => {
          matrix[row * free.length + column] = product[q]!;
        });
      });
      const symmetric = matrix.map((x, n) => {
        const [row, column] = [Math.floor(n / free.length), n % free.length];
        return (x + matrix[column * free.length + row]!) / 2;
      });
      const { values } = symmetricEigen(symmetric, free.length);
      const scale = Math.abs(values[0]!);
      assert.ok(Math.abs(found.curvatures[0] - values[0]!) <= 1e-9 * scale);
      assert.ok(
        Math.abs(found.curvatures[1] - values[1]!) <= 1e-6 * scale,
        `${found.curvatures[1]} ${values[1]}`,
      );
      const { first, second } = found.plane;
      assert.ok(Math.abs(dot(first, second)) < 1e-12);
      assert.ok(Math.abs(dot(second, second) - 1) < 1e-12);
      // vᵀ H v is the curvature along v.
      const product = new Float64Array(hessian.size);
      hessian.product(second, product);
      assert.ok(Math.abs(dot(second, product) - values[1]!) <= 1e-6 * scale);
    });
  }

  it('are shown in a square that holds everything, with nodes on its sides', () => {
    const square = squareAround(
      [
        { u: 4, v: -1 },
        { u: 1, v: 3 },
      ],
      1,
    );
    assert.deepEqual([square.u, square.v], [2, 1]);
    assert.ok(square.half > 2);
    assert.deepEqual(squareAround([], 0.5), { u: 0, v: 0, half: 0.5 });
    const points = gridPoints({ u: 1, v: 10, half: 2 }, 3);
    assert.deepEqual([...points], [-1, 8, 1, 8, 3, 8, -1, 10, 1, 10, 3, 10, -1, 12, 1, 12, 3, 12]);
  });
});

describe('lines of equal height', () => {
  const size = 33;
  /** Heights of a function of x and y in [−1, 1]. */
  const grid = (height: (x: number, y: number) => number): Float64Array =>
    Float64Array.from({ length: size * size }, (_, n) =>
      height(-1 + (2 * (n % size)) / (size - 1), -1 + (2 * Math.floor(n / size)) / (size - 1)),
    );
  const coordinate = (cells: number): number => -1 + (2 * cells) / (size - 1);
  const pointsOf = (line: Float64Array): [number, number][] =>
    Array.from({ length: line.length / 2 }, (_, n) => [
      coordinate(line[2 * n]!),
      coordinate(line[2 * n + 1]!),
    ]);

  it('of a plane are one straight line each, exactly where it has that height', () => {
    const lines = contourLines(
      grid((x, y) => x + 2 * y),
      size,
      0.3,
    );
    assert.equal(lines.length, 1);
    for (const [x, y] of pointsOf(lines[0]!)) assert.ok(Math.abs(x + 2 * y - 0.3) < 1e-12);
    const [first, last] = [pointsOf(lines[0]!)[0]!, pointsOf(lines[0]!).at(-1)!];
    for (const end of [first, last]) assert.ok(end.some((one) => Math.abs(Math.abs(one) - 1) < 1e-12));
  });

  it('of a bowl close, and have the length of a circle', () => {
    const lines = contourLines(
      grid((x, y) => x * x + y * y),
      size,
      0.36,
    );
    assert.equal(lines.length, 1);
    const points = pointsOf(lines[0]!);
    assert.deepEqual(points[0], points.at(-1));
    let length = 0;
    points.slice(1).forEach(([x, y], n) => {
      length += Math.hypot(x - points[n]![0], y - points[n]![1]);
      assert.ok(Math.abs(Math.hypot(x, y) - 0.6) < 0.002);
    });
    assert.ok(Math.abs(length - 2 * Math.PI * 0.6) < 0.01);
  });

  it('of a saddle do not cross, and part as the mean says', () => {
    const saddle = grid((x, y) => x * y);
    for (const level of [0.05, -0.05]) {
      const lines = contourLines(saddle, size, level);
      assert.equal(lines.length, 2);
      for (const line of lines) {
        const signs = new Set(pointsOf(line).map(([x]) => Math.sign(x)));
        assert.equal(signs.size, 1, 'each stays in its quadrant');
      }
    }
    // One cell with two high corners across: the mean, 5, is above 4 and joins them.
    const cell = Float64Array.of(10, 0, 0, 10);
    const corners = contourLines(cell, 2, 4).map((line) => [...line]);
    assert.equal(corners.length, 2);
    for (const [x0, y0, x1, y1] of corners as [number, number, number, number][]) {
      // Each cuts off one low corner, (1, 0) or (0, 1).
      assert.ok(
        Math.hypot((x0 + x1) / 2 - 1, (y0 + y1) / 2) < 0.5 ||
          Math.hypot((x0 + x1) / 2, (y0 + y1) / 2 - 1) < 0.5,
      );
    }
  });

  it('leave out cells that are not finite, and there are none where nothing rises', () => {
    const holed = grid((x) => (x > 0.9 ? Number.POSITIVE_INFINITY : x));
    assert.equal(contourLines(holed, size, 0.5).length, 1);
    assert.deepEqual(heightScale(Float64Array.of(2, 2, Number.NaN), 5), {
      low: 2,
      high: 2,
      isLog: false,
      levels: [],
    });
  });

  it('stand at round heights between the least and the greatest, by logarithms where these are far apart', () => {
    const far = heightScale(Float64Array.of(0.001, 0.5, 100, Infinity), 4);
    assert.deepEqual(far, { low: 0.001, high: 100, isLog: true, levels: [0.01, 0.1, 1, 10] });
    const near = heightScale(Float64Array.of(1, 2), 3);
    assert.deepEqual(near, { low: 1, high: 2, isLog: false, levels: [1.3, 1.5, 1.8] });
    assert.equal(heightScale(Float64Array.of(0, 100), 4).low, 1e-6, 'at most eight decades');
  });
});

describe('basins', () => {
  it('hold runs that compute the same function, whatever their parameters, the lowest first', () => {
    const run = (loss: number, ...outputs: number[]) => ({ loss, outputs: Float64Array.from(outputs) });
    const basins = basinsOf(
      [
        run(3, 0.9, 0.5),
        run(1, 0.01, 1),
        { loss: Number.NaN, outputs: null },
        run(1.2, 0, 0.96),
        run(3, 0.5, 0.9),
      ],
      0.05,
    );
    assert.deepEqual(basins, [
      { members: [1, 3], leader: 1, least: 1, greatest: 1.2 },
      { members: [0], leader: 0, least: 3, greatest: 3 },
      { members: [4], leader: 4, least: 3, greatest: 3 },
    ]);
  });

  it('do not chain: every member is like the best one', () => {
    const runs = [0, 0.04, 0.08].map((y, n) => ({ loss: n, outputs: Float64Array.of(y) }));
    assert.deepEqual(
      basinsOf(runs, 0.05).map(({ members }) => members),
      [[0, 1], [2]],
    );
  });

  it('count units that changed places and signs as the same', () => {
    const { model, dataset, parameters } = made([{ units: 2, activation: 'tanh' }, { units: 1 }], 5);
    const [hidden, last] = model.layers;
    const other = parameters.slice();
    // Unit 1 becomes unit 2 with its signs changed, and the other way round.
    for (let i = 0; i < 2; i++) {
      for (let j = 0; j < 2; j++) {
        other[hidden!.weightOffset + 2 * i + j] = -parameters[hidden!.weightOffset + 2 * i + 1 - j]!;
      }
    }
    for (let j = 0; j < 2; j++) {
      other[hidden!.biasOffset! + j] = -parameters[hidden!.biasOffset! + 1 - j]!;
      other[last!.weightOffset + j] = -parameters[last!.weightOffset + 1 - j]!;
    }
    const endings = [parameters, other].map((one) => ({
      loss: 1,
      outputs: completed(outputSteps(model, one, dataset, dataset.trainingIndices)),
    }));
    assert.notDeepEqual(parameters, other);
    assert.equal(basinsOf(endings, 1e-12).length, 1);
    assert.equal(alikeTolerance(model, dataset, dataset.trainingIndices), 0.05);
  });
});
