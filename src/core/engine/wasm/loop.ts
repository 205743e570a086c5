import { leafTerms } from '../pairwise';
import type { Callable, Code } from './code';
import type { Value } from './writtenCode';
import {
  counters,
  ending,
  settings,
  zeroVector,
  type CounterName,
  type MemoryMap,
  type SettingName,
} from './memory';
import { past, smaller, times } from './places';

/*
 * Training as a loop over epochs and batches, all of it inside the program: nothing comes back before the
 * updates that were asked for are made, the history is full, a rule ends the run, or a number is suspicious.
 */

/** The functions that the loop calls. */
export interface LoopParts {
  /** Draws the order of an epoch. Null: the order never changes. */
  readonly shuffle: Callable | null;
  /** One update. Parameters: address of the batch's indices, how many, address of their losses. */
  readonly step: Callable;
  /** The sum of the losses of samples, without a share; null without test samples. Parameters: indices, how many. */
  readonly measure: Callable | null;
  /** Sums doubles: address, how many. */
  readonly sum: Callable;
  /** Sees at the start which threads take part. */
  readonly gather: (code: Code) => void;
  /** Whether threads take part that may be lost. */
  readonly hasFollowers: boolean;
}

/** Numbers in memory that never move, by their names. */
export class Registers {
  readonly #code: Code;
  readonly #map: MemoryMap;

  constructor(code: Code, map: MemoryMap) {
    this.#code = code;
    this.#map = map;
  }

  counter(name: CounterName): Value {
    return this.#code.load('i32.load', this.#code.i32(0), this.#map.counters + 4 * counters[name]);
  }

  setCounter(name: CounterName, value: Value): void {
    this.#code.store('i32.store', this.#code.i32(0), value, this.#map.counters + 4 * counters[name]);
  }

  setting(name: SettingName): Value {
    return this.#code.load('f64.load', this.#code.i32(0), this.#map.settings + 8 * settings[name]);
  }

  setSetting(name: SettingName, value: Value): void {
    this.#code.store('f64.store', this.#code.i32(0), value, this.#map.settings + 8 * settings[name]);
  }
}

/** Parameter: how many updates to make at most; result: how many were made. */
export function writeTraining(code: Code, map: MemoryMap, parts: LoopParts): void {
  const memory = new Registers(code, map);
  const zero = code.i32(0);
  const made = code.variable(zero);
  memory.setCounter('ending', code.i32(ending.none));
  parts.gather(code);
  code.repeat(() => {
    const isNewEpoch = code.op('i32.eqz', [memory.counter('nextBatch')]);
    code.when(isNewEpoch, () => {
      code.when(code.op('i32.eq', [memory.counter('epochs'), memory.counter('epochLimit')]), () => {
        code.leave(made.get());
      });
    });
    code.when(code.op('i32.eq', [made.get(), code.parameter(0)]), () => {
      code.leave(made.get());
    });
    code.store('v128.store', zero, zeroVector(code), map.suspicion);
    code.when(isNewEpoch, () => {
      startEpoch(code, map, parts);
    });
    const next = memory.counter('nextBatch');
    const seen = code.op('i32.mul', [next, memory.counter('batchSize')]);
    const count = smaller(
      code,
      memory.counter('batchSize'),
      code.op('i32.sub', [memory.counter('samples'), seen]),
    );
    const following = past(code, next, code.i32(1));
    const isLast = code.op('i32.eq', [following, memory.counter('batches')]);
    code.when(
      isLast,
      () => {
        memory.setSetting('share', memory.setting('lastBatchShare'));
      },
      () => {
        memory.setSetting('share', memory.setting('wholeBatchShare'));
      },
    );
    code.call(parts.step, [
      past(code, code.i32(map.order), times(code, seen, 4)),
      count,
      past(code, code.i32(map.losses), times(code, seen, 8)),
    ]);
    if (parts.hasFollowers) {
      code.when(code.op('i32.eq', [memory.counter('ending'), code.i32(ending.lostThread)]), () => {
        code.leave(made.get());
      });
    }
    leaveIfSuspicious(code, map, made.get());
    made.set(past(code, made.get(), code.i32(1)));
    memory.setCounter('nextBatch', following);
    code.when(isLast, () => {
      memory.setCounter('nextBatch', zero);
      const losses = code.callFor(parts.sum, [code.i32(map.losses), memory.counter('samples')]);
      endEpoch(code, map, code.op('f64.mul', [losses, memory.setting('epochShare')]), () => {
        code.leave(made.get());
      });
    });
    return code.i32(1);
  });
}

function startEpoch(code: Code, map: MemoryMap, { measure, shuffle }: LoopParts): void {
  const memory = new Registers(code, map);
  const epoch = times(code, memory.counter('epochs'), 8);
  if (measure) {
    const sum = code.callFor(measure, [code.i32(map.testIndices), memory.counter('testSamples')]);
    const loss = code.op('f64.mul', [sum, memory.setting('testShare')]);
    code.store('f64.store', epoch, loss, map.historyTestLoss);
  }
  if (shuffle) {
    code.when(memory.counter('isShuffled'), () => {
      code.call(shuffle, []);
    });
  }
  code.when(memory.counter('hasRates'), () => {
    memory.setSetting('learningRate', code.load('f64.load', epoch, map.rates));
  });
}

/** A suspicion is looked into by an engine that knows names and places: here it only ends the training. */
function leaveIfSuspicious(code: Code, map: MemoryMap, made: Value): void {
  if (!map.isWatched) return;
  const seen = code.load('v128.load', code.i32(0), map.suspicion);
  const suspicion = code.op('f64x2.mul', [seen, zeroVector(code)]);
  const isClear = code.op('i64x2.all_true', [code.op('f64x2.eq', [suspicion, suspicion])]);
  code.when(code.op('i32.eqz', [isClear]), () => {
    new Registers(code, map).setCounter('ending', code.i32(ending.suspicion));
    code.leave(made);
  });
}

/** Writes the loss into the history and asks the rules of `stopWhen`; `leave` ends the training. */
export function endEpoch(code: Code, map: MemoryMap, loss: Value, leave: () => void): void {
  const memory = new Registers(code, map);
  const epochs = memory.counter('epochs');
  const epoch = times(code, epochs, 8);
  code.store('f64.store', epoch, loss, map.historyLoss);
  memory.setCounter('epochs', past(code, epochs, code.i32(1)));
  code.when(memory.counter('hasRule'), () => {
    const end = (why: number): void => {
      memory.setCounter('ending', code.i32(why));
      leave();
    };
    const watched = code.variable(loss);
    code.when(memory.counter('testSamples'), () => {
      watched.set(code.load('f64.load', epoch, map.historyTestLoss));
    });
    code.when(
      code.op('f64.lt', [watched.get(), memory.setting('leastLoss')]),
      () => {
        memory.setSetting('leastLoss', watched.get());
        memory.setCounter('epochsWithoutGain', code.i32(0));
      },
      () => {
        memory.setCounter('epochsWithoutGain', past(code, memory.counter('epochsWithoutGain'), code.i32(1)));
      },
    );
    code.when(code.op('f64.lt', [loss, memory.setting('lossBelow')]), () => {
      end(ending.lossBelow);
    });
    const patience = memory.counter('patience');
    const isOver = code.op('i32.ge_u', [memory.counter('epochsWithoutGain'), patience]);
    code.when(code.op('i32.and', [code.op('i32.ne', [patience, code.i32(0)]), isOver]), () => {
      end(ending.patience);
    });
  });
}

/** Σ of doubles in the order of `pairwiseSum`. Parameters: address, how many; result: the sum. */
export function writeSum(code: Code, map: MemoryMap): void {
  const address = code.variable(code.parameter(0));
  const left = code.variable(code.parameter(1));
  const depth = code.variable(code.i32(0));
  const leaves = code.variable(code.i32(0));
  const partBefore = (): Value => {
    const place = code.op('i32.sub', [depth.get(), code.i32(8)]);
    depth.set(place);
    return code.load('f64.load', place, map.partialSums);
  };
  whileTrue(
    code,
    () => code.op('i32.ne', [left.get(), code.i32(0)]),
    () => {
      const count = smaller(code, left.get(), code.i32(leafTerms));
      const sum = code.variable(leafSum(code, address, count));
      left.set(code.op('i32.sub', [left.get(), count]));
      const merged = code.variable(leaves.get());
      whileTrue(
        code,
        () => code.op('i32.and', [merged.get(), code.i32(1)]),
        () => {
          sum.set(code.op('f64.add', [partBefore(), sum.get()]));
          merged.set(code.op('i32.shr_u', [merged.get(), code.i32(1)]));
        },
      );
      code.store('f64.store', depth.get(), sum.get(), map.partialSums);
      depth.set(past(code, depth.get(), code.i32(8)));
      leaves.set(past(code, leaves.get(), code.i32(1)));
    },
  );
  const sum = code.variable(code.f64(0));
  whileTrue(
    code,
    () => code.op('i32.ne', [depth.get(), code.i32(0)]),
    () => {
      sum.set(code.op('f64.add', [partBefore(), sum.get()]));
    },
  );
  code.leave(sum.get());
}

/** The even places plus the odd ones; moves `address` past the leaf. */
function leafSum(code: Code, address: { get(): Value; set(value: Value): void }, count: Value): Value {
  const lanes = code.variable(zeroVector(code));
  const pairsEnd = past(code, address.get(), times(code, code.op('i32.and', [count, code.i32(-2)]), 8));
  whileTrue(
    code,
    () => code.op('i32.lt_u', [address.get(), pairsEnd]),
    () => {
      lanes.set(code.op('f64x2.add', [lanes.get(), code.load('v128.load', address.get())]));
      address.set(past(code, address.get(), code.i32(16)));
    },
  );
  code.when(code.op('i32.and', [count, code.i32(1)]), () => {
    lanes.set(code.op('f64x2.add', [lanes.get(), code.load('v128.load64_zero', address.get())]));
    address.set(past(code, address.get(), code.i32(8)));
  });
  const sums = lanes.get();
  return code.op('f64.add', [
    code.op('f64x2.extract_lane', [sums], [0]),
    code.op('f64x2.extract_lane', [sums], [1]),
  ]);
}

/** Runs `body` as long as `condition`, asked before each time, is not 0. */
export function whileTrue(code: Code, condition: () => Value, body: () => void): void {
  code.when(condition(), () => {
    code.repeat(() => {
      body();
      return condition();
    });
  });
}
