import assert from 'node:assert/strict';
import { nextStop, orderStops, type Stop } from '../../webview/diagram/diagramKeys';
import { edgePoint, edgeWidth, layOut, type Point } from '../../webview/diagram/diagramLayout';
import { overlap, placeLabels, type Box, type LabelledEdge } from '../../webview/diagram/labelPlacement';
import { isSameSubject, litPaths } from '../../webview/diagram/litPaths';
import { denseNetwork, networkB } from './snapshots';

describe('diagram layout', () => {
  it('sets inputs, layers, loss terms and loss in columns of one distance', () => {
    const layout = layOut(networkB(), 640);
    const xs = [
      layout.inputs.x,
      ...layout.layers.map(({ x }) => x),
      layout.terms?.x ?? 0,
      layout.loss?.x ?? 0,
    ];
    assert.deepEqual(new Set(xs.slice(1).map((x, index) => x - (xs[index] ?? 0))), new Set([layout.gap]));
    assert.ok(layout.gap >= 140, `${layout.gap} px between columns`);
    assert.ok(layout.width <= 640);
  });

  it('centres every column on the same line, inside the picture', () => {
    const layout = layOut(denseNetwork([2, 5, 3, 1]), 900);
    const middle = layout.loss?.y ?? 0;
    for (const { ys } of [layout.inputs, ...layout.layers]) {
      assert.ok(Math.abs((ys[0] ?? 0) + (ys.at(-1) ?? 0) - 2 * middle) < 1e-9);
      assert.ok(ys.every((y) => y > 40 && y < layout.height - 40));
    }
  });

  it('fits 420 px with two layers, and scrolls rather than crowd with six', () => {
    const narrow = layOut(networkB(), 388);
    assert.ok(narrow.width <= 388, `${narrow.width} px wide`);
    assert.ok(narrow.isStacked && !narrow.hasEdgeValues);
    const long = layOut(denseNetwork([2, 2, 2, 2, 2, 2, 2]), 388);
    assert.equal(long.gap, 140);
    assert.ok(long.width > 388);
  });

  it('scrolls rather than run the numbers of two crowded columns into each other', () => {
    const deep = layOut(denseNetwork([2, 8, 8, 2]), 490);
    assert.equal(deep.gap, 140);
    // One crowded column alone has room beside it.
    const single = layOut(denseNetwork([2, 6, 1]), 490);
    assert.ok(single.width <= 490, `${single.width} px wide`);
    // Its numbers stand under their symbols: beside them they would run into those of the next column.
    assert.ok(single.isStacked && !single.isDense);
    const tall = layOut(denseNetwork([2, 12, 1]), 490);
    assert.ok(!tall.isStacked && tall.gap >= 130, 'as many rows would be too tall a picture');
  });

  it('stands for folded units with one slot', () => {
    const { inputs, layers } = layOut(denseNetwork([784, 128, 10]), 700);
    assert.deepEqual(inputs.ys, []);
    assert.equal(inputs.more?.count, 784);
    assert.equal(layers[0]?.more?.count, 128);
    assert.equal(layers[1]?.ys.length, 10);
    assert.equal(layers[1].more, null);
  });

  it('draws a network without data, so without a loss', () => {
    const layout = layOut({ ...networkB(), outputs: [] }, 600);
    assert.equal(layout.terms, null);
    assert.equal(layout.loss, null);
  });

  it('draws edges from 0.75 to 4 px by the root of the weight', () => {
    assert.equal(edgeWidth(0, 2), 0.75);
    assert.equal(edgeWidth(-2, 2), 4);
    assert.ok(Math.abs(edgeWidth(0.5, 2) - 2.375) < 0.01);
    assert.equal(edgeWidth(0, 0), 0.75);
    assert.equal(edgeWidth(Infinity, Infinity), 4);
    assert.equal(edgeWidth(NaN, 1), 4);
  });
});

describe('edge labels', () => {
  const unit = (x: number, row: number) => ({ x, y: 100 + 112 * row });
  const dense = (rows: number, gap: number, labelWidth: number): LabelledEdge[] =>
    Array.from({ length: rows * rows }, (_, n) => ({
      from: unit(0, Math.floor(n / rows)),
      to: unit(gap, n % rows),
      labelWidth,
    }));
  const words = (rows: number, gap: number): Box[] =>
    [0, gap].flatMap((x) =>
      Array.from({ length: rows }, (_, row) => ({ x, y: 100 + 112 * row + 30, width: 80, height: 32 })),
    );

  for (const [rows, gap, width] of [
    [2, 166, 60],
    [3, 166, 20],
    [3, 200, 20],
  ] as const) {
    it(`keep off each other and off the units' words: ${rows} × ${rows}, ${gap} px, ${width} px wide`, () => {
      const edges = dense(rows, gap, width);
      const boxes = placeLabels(edges, words(rows, gap)).map((point) => ({ ...point, width, height: 15 }));
      boxes.forEach((box, index) => {
        for (const other of boxes.slice(index + 1)) assert.equal(overlap(box, other), 0, `label ${index}`);
        // Half a pixel along a label's height is no collision.
        for (const block of words(rows, gap)) {
          assert.ok(overlap(box, block) <= 7.5, `label ${index} on words`);
        }
      });
    });
  }

  it('keep off the labels of edges that are lit with them, in a narrow panel too', () => {
    // A path through three columns 79 px apart: both labels want to stand half-way down.
    const [first, second] = [
      { from: { x: 52, y: 762 }, to: { x: 131, y: 570 }, labelWidth: 90 },
      { from: { x: 131, y: 570 }, to: { x: 210, y: 762 }, labelWidth: 90 },
    ];
    const box = (place: Point): Box => ({ ...place, width: 90, height: 15 });
    const before = box(placeLabels([first], [])[0]!);
    assert.ok(overlap(before, box(placeLabels([second], [])[0]!)) > 0, 'they would');
    assert.equal(overlap(before, box(placeLabels([second], [], [before])[0]!)), 0);
  });

  it('stay with their edges', () => {
    const edges = dense(3, 166, 20);
    placeLabels(edges, []).forEach((place, index) => {
      const { from, to } = edges[index]!;
      const distances = Array.from({ length: 101 }, (_, t) => {
        const point = edgePoint(from, to, t / 100);
        return Math.hypot(point.x - place.x, point.y - place.y);
      });
      assert.ok(Math.min(...distances) <= 13.5, `label ${index}`);
    });
  });
});

describe('lit paths', () => {
  // 2-3-2: layers 0 and 1.
  it('of a weight: the weight, its unit, every way on, and what it multiplies', () => {
    const lit = litPaths({ kind: 'weight', layer: 0, i: 1, j: 2 }, 2);
    assert.deepEqual([lit.isInputLit(0), lit.isInputLit(1)], [false, true]);
    assert.deepEqual(
      [lit.isWeightLit(0, 1, 2), lit.isWeightLit(0, 0, 2), lit.isWeightLit(0, 1, 1)],
      [true, false, false],
    );
    assert.deepEqual([lit.isUnitLit(0, 2), lit.isUnitLit(0, 1)], [true, false]);
    assert.deepEqual(
      [lit.isWeightLit(1, 2, 0), lit.isWeightLit(1, 2, 1), lit.isWeightLit(1, 0, 0)],
      [true, true, false],
    );
    assert.deepEqual(
      [lit.isUnitLit(1, 0), lit.isUnitLit(1, 1), lit.isTermLit(0), lit.isTermLit(1)],
      [true, true, true, true],
    );
  });

  it('of a weight of the last layer: one loss term only, but all behind a softmax', () => {
    const lit = litPaths({ kind: 'weight', layer: 1, i: 0, j: 0 }, 2);
    assert.deepEqual([lit.isTermLit(0), lit.isTermLit(1)], [true, false]);
    assert.deepEqual(
      [lit.isSourceLit(0, 0), lit.isSourceLit(0, 1), lit.isUnitLit(0, 0)],
      [true, false, false],
    );
    assert.equal(litPaths({ kind: 'weight', layer: 1, i: 0, j: 0 }, 2, false).isTermLit(1), true);
  });

  it('of a bias: itself and the ways on, no weight into its unit', () => {
    const lit = litPaths({ kind: 'bias', layer: 0, j: 1 }, 2);
    assert.deepEqual([lit.isBiasLit(0, 1), lit.isBiasLit(0, 0), lit.isBiasLit(1, 1)], [true, false, false]);
    assert.deepEqual(
      [lit.isWeightLit(0, 0, 1), lit.isWeightLit(1, 1, 0), lit.isWeightLit(1, 0, 0)],
      [false, true, false],
    );
  });

  it('of an input: everything but the other inputs and their weights', () => {
    const lit = litPaths({ kind: 'input', i: 0 }, 2);
    assert.deepEqual([lit.isInputLit(0), lit.isInputLit(1)], [true, false]);
    assert.deepEqual(
      [lit.isWeightLit(0, 0, 2), lit.isWeightLit(0, 1, 2), lit.isWeightLit(1, 1, 1)],
      [true, false, true],
    );
    assert.ok([0, 1, 2].every((j) => lit.isUnitLit(0, j)));
  });

  it('tells subjects apart by every index', () => {
    const w = { kind: 'weight', layer: 0, i: 1, j: 2 } as const;
    assert.ok(isSameSubject(w, { ...w }));
    for (const other of [
      { ...w, layer: 1 },
      { ...w, i: 0 },
      { ...w, j: 0 },
      { kind: 'bias', layer: 0, j: 2 } as const,
      null,
    ]) {
      assert.ok(!isSameSubject(w, other));
    }
    assert.ok(isSameSubject(null, null));
  });
});

describe('arrow keys in the diagram', () => {
  const stop = (key: string, column: number, y: number): Stop => ({ key, column, y });
  const stops = orderStops([
    stop('o1', 4, 0),
    stop('h2', 2, 100),
    stop('h1', 2, 0),
    stop('w12', 1, 90),
    stop('i1', 0, 0),
    stop('w11', 1, 0),
  ]);

  it('walk a column up and down and do not leave it', () => {
    assert.equal(nextStop(stops, 'h1', 'ArrowDown')?.key, 'h2');
    assert.equal(nextStop(stops, 'h2', 'ArrowDown'), null);
    assert.equal(nextStop(stops, 'w11', 'ArrowUp'), null);
  });

  it('cross to the nearest place of the next column, over empty ones too', () => {
    assert.equal(nextStop(stops, 'h2', 'ArrowLeft')?.key, 'w12');
    assert.equal(nextStop(stops, 'w12', 'ArrowRight')?.key, 'h2');
    assert.equal(nextStop(stops, 'h2', 'ArrowRight')?.key, 'o1');
    assert.equal(nextStop(stops, 'i1', 'ArrowLeft'), null);
  });

  it('jump to both ends, and leave other keys alone', () => {
    assert.equal(nextStop(stops, 'h1', 'Home')?.key, 'i1');
    assert.equal(nextStop(stops, 'h1', 'End')?.key, 'o1');
    assert.equal(nextStop(stops, 'h1', 'a'), null);
    assert.equal(nextStop([], 'h1', 'End'), null);
  });
});
