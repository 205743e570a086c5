import type { Model } from '../model';
import { stateShape, updateParameter } from '../updateRules';
import type { Code, CodeVariable } from './code';
import type { Value } from './writtenCode';
import type { Constants } from './constants';
import { endEpoch, Registers } from './loop';
import { ending } from './memory';
import { suspicionOf } from './passes';
import { asStored, storeFirst, storePair } from './precision';
import { past, smaller } from './places';
import { PairedUnits, pairFrom, pairsOf, writeSingleNetwork } from './singleNetwork';
import { LEAST_SINGLE_STATE, LEAST_SQUARED_GRADIENT, withoutTiny } from './singles';
import {
  ratesInMemory,
  treatmentOf,
  withPenalty,
  writeRates,
  type LayerPart,
  type Treatment,
  type UpdatePlan,
} from './updates';

/*
 * Training on one sample: every update is an epoch, and the parameters stay in locals from update to update, two
 * neighbours of a row in the lanes of each. See singleNetwork.ts for the network itself.
 */

/** Networks of more parameters would not fit into registers by far. */
const mostParameters = 64;

export function isSingleSample({ layout }: Model, training: number, test: number): boolean {
  return training === 1 && test === 0 && layout.parameterCount <= mostParameters;
}

/** One parameter or two neighbours of a row, with what the optimizer remembers of them, in locals. */
interface HeldParameters {
  readonly treatment: Treatment;
  /** The place of the first, and how many: the lanes of a single one hold it twice. */
  readonly first: number;
  readonly count: 1 | 2;
  readonly parameters: CodeVariable;
  readonly mean: CodeVariable | null;
  readonly square: CodeVariable | null;
}

/** Parameter: how many updates to make at most; result: how many were made. */
export function writeSingleSampleTraining(code: Code, constants: Constants, plan: UpdatePlan): void {
  const { model, map } = plan;
  const memory = new Registers(code, map);
  const m = new PairedUnits(code, constants);
  const zero = code.i32(0);
  const held = hold(code, plan);
  const inputs = pairsOf(model.inputUnits).map(pairFrom(code, map.precision, map.inputs));
  const targets = pairsOf(model.outputUnits).map(pairFrom(code, map.precision, map.targets));

  memory.setCounter('ending', code.i32(ending.none));
  const limit = smaller(code, code.parameter(0), memory.counter('epochLimit'));
  const made = code.variable(zero);
  const isGoing = code.variable(code.op('i32.ne', [limit, zero]));
  code.when(isGoing.get(), () => {
    code.repeat(() => {
      code.when(memory.counter('hasRates'), () => {
        const place = code.op('i32.shl', [made.get(), code.i32(3)]);
        memory.setSetting('learningRate', code.load('f64.load', place, map.rates));
      });
      const now = new Map(held.map(({ first, parameters }) => [first, parameters.get()]));
      const { loss, gradient } = writeSingleNetwork(m, model, inputs, targets, (first) => now.get(first)!);
      writeRates(code, constants, plan);
      const seen = update(m, plan, held, now, gradient);
      const bad = m.add(suspicionOf(m, loss), m.multiply(seen, m.constant(0)));
      const isClear = code.op('i64x2.all_true', [code.op('f64x2.eq', [bad, bad])]);
      code.when(
        map.isWatched ? isClear : code.i32(1),
        () => {
          const count = past(code, made.get(), code.i32(1));
          made.set(count);
          isGoing.set(code.op('i32.lt_u', [count, limit]));
          endEpoch(code, map, code.op('f64x2.extract_lane', [loss], [0]), () => {
            isGoing.set(zero);
          });
        },
        () => {
          memory.setCounter('ending', code.i32(ending.suspicion));
          isGoing.set(zero);
        },
      );
      return isGoing.get();
    });
  });
  release(code, plan, held);
  code.leave(made.get());
}

/** Updates the locals; gives the sum of all that is to be finite. */
function update(
  m: PairedUnits,
  plan: UpdatePlan,
  held: readonly HeldParameters[],
  now: ReadonlyMap<number, Value>,
  gradients: ReadonlyMap<number, Value>,
): Value {
  const { code } = m;
  const rates = ratesInMemory(code, plan.map);
  const zero = m.constant(0);
  const stored = (value: Value): Value => asStored(code, plan.map.precision, value);
  const settled = (value: Value, least: number): Value =>
    plan.map.precision.bytes === 8 ? value : withoutTiny(m, value, least);
  return held.reduce((before, { treatment, first, parameters, mean, square }) => {
    const parameter = now.get(first)!;
    // A sum over samples begins with 0, which makes 0 of a −0. It makes no difference to what plain descent moves,
    // because no parameter is −0 (see `withoutNegativeZeros`).
    const isPlain = plan.network.training.optimizer.type === 'sgd' && !treatment.hasPenalty;
    const ofLoss = isPlain ? gradients.get(first)! : m.add(gradients.get(first)!, zero);
    const gradient = withPenalty(m, plan, treatment, parameter, ofLoss);
    if (treatment.isFrozen) return m.add(before, gradient);
    const state = { parameter, mean: mean?.get() ?? null, square: square?.get() ?? null };
    const used = square ? settled(gradient, LEAST_SQUARED_GRADIENT) : gradient;
    const after = updateParameter(m, plan.network.training.optimizer, state, used, rates);
    const moved = stored(after.parameter);
    parameters.set(moved);
    mean?.set(stored(settled(after.mean!, LEAST_SINGLE_STATE)));
    square?.set(stored(settled(after.square!, LEAST_SINGLE_STATE)));
    return m.add(before, moved);
  }, zero);
}

function hold(code: Code, plan: UpdatePlan): readonly HeldParameters[] {
  const { model, map, network } = plan;
  const { hasMean, hasSquare } = stateShape(network.training.optimizer);
  const row = (layer: number, part: LayerPart, from: number, length: number): HeldParameters[] =>
    pairsOf(length).map((pair) => {
      const at = (place: number): CodeVariable =>
        code.variable(pairFrom(code, map.precision, place + map.precision.bytes * from)(pair));
      return {
        treatment: treatmentOf(plan, layer, part),
        first: from + pair.first,
        count: pair.count,
        parameters: at(map.parameters),
        mean: hasMean ? at(map.mean) : null,
        square: hasSquare ? at(map.square) : null,
      };
    });
  return model.layers.flatMap(({ inputs, units, weightOffset, biasOffset }, layer) => [
    ...Array.from({ length: inputs }, (_, i) =>
      row(layer, 'weights', weightOffset + i * units, units),
    ).flat(),
    ...(biasOffset === null ? [] : row(layer, 'biases', biasOffset, units)),
  ]);
}

function release(code: Code, { map }: UpdatePlan, held: readonly HeldParameters[]): void {
  const { precision } = map;
  for (const { first, count, parameters, mean, square } of held) {
    const put = (place: number, value: CodeVariable | null): void => {
      const store = count === 2 ? storePair : storeFirst;
      if (value) store(code, precision, code.i32(precision.bytes * first), value.get(), place);
    };
    put(map.parameters, parameters);
    put(map.mean, mean);
    put(map.square, square);
  }
}
