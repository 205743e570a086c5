import type { Model } from '../model';
import { stateShape, updateParameter } from '../updateRules';
import type { Code, CodeVariable } from './code';
import type { Value } from './writtenCode';
import type { Constants } from './constants';
import { DoubleValues } from './doubles';
import { endEpoch, Registers } from './loop';
import { ending } from './memory';
import { suspicionOf } from './passes';
import { asStored, loadBoth, storeFirst } from './precision';
import { past, smaller } from './products';
import { writeOut } from './straightLine';
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
 * Training on one sample: every update is an epoch, and the parameters stay in locals from update to update.
 * Both lanes hold the same numbers.
 */

/** Networks of more parameters would not fit into registers by far. */
const mostParameters = 64;

export function isSingleSample({ layout }: Model, training: number, test: number): boolean {
  return training === 1 && test === 0 && layout.parameterCount <= mostParameters;
}

/** A parameter with what the optimizer remembers of it, in locals. */
interface HeldParameter {
  readonly treatment: Treatment;
  readonly parameter: CodeVariable;
  readonly mean: CodeVariable | null;
  readonly square: CodeVariable | null;
}

/** Parameter: how many updates to make at most; result: how many were made. */
export function writeSingleSampleTraining(code: Code, constants: Constants, plan: UpdatePlan): void {
  const { model, map } = plan;
  const { precision } = map;
  const memory = new Registers(code, map);
  const m = new DoubleValues(code, constants);
  const zero = code.i32(0);
  const row = (address: number, count: number): Value[] =>
    Array.from({ length: count }, (_, n) => loadBoth(code, precision, zero, address + precision.bytes * n));
  const held = hold(code, plan);
  const inputs = row(map.inputs, model.inputUnits);
  const targets = row(map.targets, model.outputUnits);

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
      const now = held.map(({ parameter }) => parameter.get());
      const { loss, gradient } = writeOut(m, model, inputs, targets, (p) => now[p]!, null);
      writeRates(code, constants, plan);
      const bad = update(m, plan, held, now, gradient, suspicionOf(m, loss));
      code.when(
        code.op('i64x2.all_true', [code.op('f64x2.eq', [bad, bad])]),
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

/** Updates the locals; gives `bad`, and what the update has made infinite or no number. */
function update(
  m: DoubleValues,
  plan: UpdatePlan,
  held: readonly HeldParameter[],
  now: readonly Value[],
  gradients: readonly Value[],
  bad: Value,
): Value {
  const { code } = m;
  const rates = ratesInMemory(code, plan.map);
  const zero = m.constant(0);
  return held.reduce((before, { treatment, parameter, mean, square }, p) => {
    // A sum over samples begins with 0, which makes 0 of a −0. It makes no difference to what plain descent moves,
    // because no parameter is −0 (see `withoutNegativeZeros`).
    const isPlain = plan.network.training.optimizer.type === 'sgd' && !treatment.hasPenalty;
    const ofLoss = isPlain ? gradients[p]! : m.add(gradients[p]!, zero);
    const gradient = withPenalty(m, plan, treatment, now[p]!, ofLoss);
    if (treatment.isFrozen) return m.add(before, m.multiply(gradient, zero));
    const state = { parameter: now[p]!, mean: mean?.get() ?? null, square: square?.get() ?? null };
    const after = updateParameter(m, plan.network.training.optimizer, state, gradient, rates);
    const stored = (value: Value): Value => asStored(code, plan.map.precision, value);
    const moved = stored(after.parameter);
    parameter.set(moved);
    mean?.set(stored(after.mean!));
    square?.set(stored(after.square!));
    return m.add(before, m.multiply(moved, zero));
  }, bad);
}

function hold(code: Code, plan: UpdatePlan): readonly HeldParameter[] {
  const { model, map, network } = plan;
  const { hasMean, hasSquare } = stateShape(network.training.optimizer);
  const at = (place: number, index: number): CodeVariable =>
    code.variable(loadBoth(code, map.precision, code.i32(0), place + map.precision.bytes * index));
  return model.layers.flatMap(({ inputs, units, weightOffset, biasOffset }, layer) => {
    const held = (part: LayerPart, from: number, count: number): HeldParameter[] =>
      Array.from({ length: count }, (_, n) => ({
        treatment: treatmentOf(plan, layer, part),
        parameter: at(map.parameters, from + n),
        mean: hasMean ? at(map.mean, from + n) : null,
        square: hasSquare ? at(map.square, from + n) : null,
      }));
    return [
      ...held('weights', weightOffset, inputs * units),
      ...(biasOffset === null ? [] : held('biases', biasOffset, units)),
    ];
  });
}

function release(code: Code, { map }: UpdatePlan, held: readonly HeldParameter[]): void {
  const { precision } = map;
  held.forEach(({ parameter, mean, square }, p) => {
    const put = (place: number, value: CodeVariable | null): void => {
      if (value) storeFirst(code, precision, code.i32(precision.bytes * p), value.get(), place);
    };
    put(map.parameters, parameter);
    put(map.mean, mean);
    put(map.square, square);
  });
}
