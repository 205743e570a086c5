import { leafTerms } from '../pairwise';
import type { Model } from '../model';
import type { Callable, Code } from './code';
import type { Value } from './writtenCode';
import type { Constants } from './constants';
import { DoubleValues } from './doubles';
import { whileTrue } from './loop';
import { isTakenFromPreActivations, writeLoss } from './losses';
import { zeroVector, type MemoryMap } from './memory';
import { activated, noteSuspicion } from './passes';
import { constantBoth, doublePrecision, storePair, sumsOfLanes } from './precision';
import { past, smaller, times } from './places';

/*
 * Small networks without a loop over units: every weight and every unit has instructions of its own, for two
 * samples at a time.
 */

/** Networks of at most this many parameters and units are written out. */
const mostParameters = 256;
const mostUnits = 40;

export function isSmall({ layout, layers }: Model): boolean {
  const units = layers.reduce((sum, layer) => sum + layer.units, 0);
  return layout.parameterCount <= mostParameters && units <= mostUnits;
}

/** A network between its inputs and its gradients, written out. */
export interface WrittenNetwork {
  readonly loss: Value;
  /** What the samples add to ∂L/∂parameter, in the order of the parameters. */
  readonly gradient: readonly Value[];
}

/**
 * @param parameter the value of a parameter, in both lanes.
 * @param mask clear where a lane holds no sample; null: both do.
 */
export function writeOut(
  m: DoubleValues,
  model: Model,
  inputs: readonly Value[],
  targets: readonly Value[],
  parameter: (index: number) => Value,
  mask: Value | null,
): WrittenNetwork {
  const { layers } = model;
  const sum = (terms: readonly Value[]): Value => terms.reduce((left, right) => m.add(left, right));
  const outputs: (readonly Value[])[] = [inputs];
  const slopes: (readonly Value[])[] = [];
  let preActivations: Value[] = [];
  layers.forEach((layer, l) => {
    const previous = outputs[l]!;
    preActivations = Array.from({ length: layer.units }, (_, j) => {
      const products = previous.map((h, i) =>
        m.multiply(h, parameter(layer.weightOffset + i * layer.units + j)),
      );
      const a = sum(products);
      return layer.biasOffset === null ? a : m.add(a, parameter(layer.biasOffset + j));
    });
    const isTaken = l === layers.length - 1 && isTakenFromPreActivations(model);
    const units = isTaken ? [] : preActivations.map((a) => activated(m, layer, a));
    outputs.push(units.map(({ value }) => value));
    slopes.push(units.map(({ slope }) => slope));
  });

  const rows = {
    preActivations,
    outputs: [...outputs.at(-1)!],
    slopes: [...slopes.at(-1)!],
    targets: [...targets],
    terms: [] as Value[],
    deltas: [] as Value[],
  };
  writeLoss(m, model, rows);
  const loss = sum([m.constant(0), ...rows.terms]);
  let deltas = mask ? rows.deltas.map((delta) => m.code.op('v128.and', [delta, mask])) : rows.deltas;

  const gradient = new Array<Value>(model.layout.parameterCount);
  for (let l = layers.length - 1; l >= 0; l--) {
    const { inputs: count, units, weightOffset, biasOffset } = layers[l]!;
    const weight = (i: number, j: number): number => weightOffset + i * units + j;
    const here = deltas;
    const before = outputs[l]!;
    before.forEach((h, i) => {
      here.forEach((delta, j) => {
        gradient[weight(i, j)] = m.multiply(h, delta);
      });
    });
    if (biasOffset !== null) {
      here.forEach((delta, j) => {
        gradient[biasOffset + j] = delta;
      });
    }
    if (l === 0) break;
    deltas = Array.from({ length: count }, (_, i) => {
      const products = here.map((delta, j) => m.multiply(parameter(weight(i, j)), delta));
      return m.multiply(sum(products), slopes[l - 1]![i]!);
    });
  }
  return { loss, gradient };
}

/**
 * Adds up the gradients of a leaf of samples in `map.leaf`, even and odd ones apart, and puts their sum into a
 * place among the parts. Parameters: list, length (at most a leaf's), address of losses, place.
 */
export function writeLeaf(code: Code, constants: Constants, model: Model, map: MemoryMap): void {
  const { parameterCount } = model.layout;
  code.countOnce(code.i32(0), code.i32(16 * parameterCount), 16, (offset) => {
    code.store('v128.store', offset, zeroVector(code), map.leaf);
  });
  forPairs(code, constants, model, map, (m, at, mask, losses) => {
    const { loss, gradient } = writePair(m, model, map, at, mask);
    code.store('v128.store', losses, loss);
    noteSuspicion(m, map, loss);
    gradient.forEach((term, p) => {
      const place = map.leaf + 16 * p;
      const before = code.load('v128.load', code.i32(0), place);
      code.store('v128.store', code.i32(0), m.add(before, term), place);
    });
  });
  const place = code.parameter(3);
  const { precision } = map;
  for (let p = 0; p < parameterCount; p += 2) {
    const pair = [0, 16].map((offset) => code.load('v128.load', code.i32(0), map.leaf + 16 * p + offset));
    storePair(code, precision, place, sumsOfLanes(code, doublePrecision, pair), precision.bytes * p);
  }
  code.leave();
}

/** The losses of any number of samples, forward only. Parameters: list, length, address of losses. */
export function writeLosses(code: Code, constants: Constants, model: Model, map: MemoryMap): void {
  forPairs(code, constants, model, map, (m, at, mask, losses) => {
    const { loss } = writePair(m, model, map, at, mask);
    code.store('v128.store', losses, loss);
    noteSuspicion(m, map, loss);
  });
  code.leave();
}

/** The same by the code of `leaf`, which works out gradients that nobody reads. */
export function writeLossesByLeaves(code: Code, map: MemoryMap, leaf: Callable): void {
  const [list, length, losses] = [code.parameter(0), code.parameter(1), code.parameter(2)];
  code.countOnce(code.i32(0), length, leafTerms, (first) => {
    const count = smaller(code, code.op('i32.sub', [length, first]), code.i32(leafTerms));
    code.call(leaf, [
      past(code, list, times(code, first, 4)),
      count,
      past(code, losses, times(code, first, 8)),
      code.i32(map.gradient),
    ]);
  });
  code.leave();
}

interface PairOfSamples {
  readonly inputs: readonly [Value, Value];
  readonly targets: readonly [Value, Value];
}

/** Writes `body` for each pair of samples of a list; of an odd number the last one stands twice. */
function forPairs(
  code: Code,
  constants: Constants,
  model: Model,
  map: MemoryMap,
  body: (m: DoubleValues, at: PairOfSamples, mask: Value, losses: Value) => void,
): void {
  const m = new DoubleValues(code, constants);
  const end = past(code, code.parameter(0), times(code, code.parameter(1), 4));
  const last = code.op('i32.sub', [end, code.i32(4)]);
  const list = code.variable(code.parameter(0));
  const losses = code.variable(code.parameter(2));
  whileTrue(
    code,
    () => code.op('i32.lt_u', [list.get(), end]),
    () => {
      const now = list.get();
      const samples = [now, smaller(code, past(code, now, code.i32(4)), last)].map((place) =>
        code.load('i32.load', place),
      ) as [Value, Value];
      const row = (base: number, columns: number): [Value, Value] =>
        samples.map((sample) =>
          past(code, code.i32(base), times(code, sample, map.precision.bytes * columns)),
        ) as [Value, Value];
      const isSingle = code.op('i32.eq', [now, last]);
      const mask = code.load('v128.load', times(code, isSingle, 16), constants.masks());
      body(
        m,
        { inputs: row(map.inputs, model.inputUnits), targets: row(map.targets, model.outputUnits) },
        mask,
        losses.get(),
      );
      list.set(past(code, now, code.i32(8)));
      losses.set(past(code, losses.get(), code.i32(16)));
    },
  );
}

function writePair(
  m: DoubleValues,
  model: Model,
  map: MemoryMap,
  { inputs, targets }: PairOfSamples,
  mask: Value,
): WrittenNetwork {
  const { code } = m;
  const { bytes, loadSplat, loadLane } = map.precision;
  const columns = ([first, second]: readonly [Value, Value], count: number): Value[] =>
    Array.from({ length: count }, (_, n) => {
      const splat = code.load(loadSplat, first, bytes * n);
      const both = code.loadLane(loadLane, 1, second, splat, bytes * n);
      return bytes === 8 ? both : code.op('f64x2.promote_low_f32x4', [both]);
    });
  return writeOut(
    m,
    model,
    columns(inputs, model.inputUnits),
    columns(targets, model.outputUnits),
    (p) => constantBoth(code, map.precision, map.parameters + bytes * p),
    mask,
  );
}
