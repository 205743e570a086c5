import { leafTerms } from '../pairwise';
import type { Model } from '../model';
import type { Callable, Code } from './code';
import type { Value } from './writtenCode';
import { vectorBytes, type Constants } from './constants';
import type { Functions } from './functions';
import {
  blockRows,
  writeBiasGradient,
  writePackedDeltas,
  writeWeightGradient,
  type GradientSizes,
  type Sink,
} from './gradients';
import { whileTrue } from './loop';
import { panelSamples, type MemoryMap } from './memory';
import { writeActivation, writeLossPass, writeSlopes } from './passes';
import type { LayerPart } from './updates';
import {
  blocksAndSingles,
  blockSizes,
  blockUnits,
  past,
  smaller,
  times,
  writeBackwardProduct,
  writeForwardProduct,
} from './products';
import { writeGather } from './gather';

/*
 * A batch of samples through a network of any size and back, by products of panels. Batches of at most
 * `chunkSamples` samples can be updated from while their sums are still in registers; of larger ones the
 * gradients of parts stand in memory and are added up two by two, as pairwise.ts says.
 */

/** The sums of the weights and of the biases of a layer: functions of gradients.ts. */
export interface LayerSums {
  readonly weights: Callable;
  readonly biases: Callable;
}

export class PanelBatches {
  readonly #functions: Functions;
  readonly #model: Model;
  readonly #map: MemoryMap;
  readonly #forwardProduct: Callable;
  readonly #backwardProduct: Callable;
  readonly #gather: Callable;
  readonly #activations: readonly Callable[];
  readonly #slopes: readonly Callable[];
  readonly #loss: Callable;
  readonly #sizes: GradientSizes;
  readonly #packedDeltas: Callable;

  /** @param isKept see `writeLossPass`. */
  constructor(functions: Functions, constants: Constants, model: Model, map: MemoryMap, isKept = false) {
    const { precision } = map;
    const { layers, inputUnits, outputUnits } = model;
    const units = layers.map((layer) => layer.units);
    const hiddenUnits = units.slice(0, -1);
    this.#functions = functions;
    this.#model = model;
    this.#map = map;
    this.#forwardProduct = functions.add(8, null, null, (code) => {
      writeForwardProduct(code, precision, map.packed, blockSizes(units, blockUnits));
    });
    this.#backwardProduct = functions.add(8, null, null, (code) => {
      writeBackwardProduct(code, precision, map.packed, blockSizes(hiddenUnits, blockUnits));
    });
    this.#gather = functions.add(6, null, null, (code) => {
      writeGather(
        code,
        precision,
        blocksAndSingles([inputUnits, outputUnits], precision.bytes === 8 ? 2 : 1),
      );
    });
    this.#sizes = {
      rows: blockSizes([inputUnits, ...hiddenUnits], blockRows(precision)),
      columns: blocksAndSingles(units, precision.lanes),
    };
    this.#packedDeltas = functions.add(4, null, null, (code) => {
      writePackedDeltas(code, map, this.#sizes);
    });
    this.#activations = model.layers.map((_, layer) =>
      functions.add(1, null, null, (code) => {
        writeActivation(code, constants, model, layer, map);
      }),
    );
    this.#slopes = model.layers.slice(0, -1).map(({ units }, layer) =>
      functions.add(1, null, null, (code) => {
        writeSlopes(code, precision, units, map.layers[layer]!);
      }),
    );
    this.#loss = functions.add(isKept ? 4 : 3, null, null, (code) => {
      writeLossPass(code, constants, model, map, isKept);
    });
  }

  /**
   * Forward, loss and the errors of the last layer, for at most a chunk of samples.
   *
   * @param row of the first sample, where outputs and terms are kept.
   */
  forward(code: Code, list: Value, count: Value, losses: Value, row?: Value): Value {
    const { inputUnits, outputUnits, layers } = this.#model;
    const map = this.#map;
    const perPanel = panelSamples(map.precision);
    const panels = code.op('i32.div_u', [past(code, count, code.i32(perPanel - 1)), code.i32(perPanel)]);
    const gather = (matrix: number, columns: number, target: number, stride: number): void => {
      code.call(this.#gather, [list, count, ...[matrix, columns, target, stride].map((n) => code.i32(n))]);
    };
    gather(map.inputs, inputUnits, map.inputPanels, map.inputStride);
    gather(map.targets, outputUnits, map.targetPanels, map.targetStride);
    layers.forEach((layer, l) => {
      const source = this.#source(l);
      const { preActivations, panelStride } = map.layers[l]!;
      code.call(this.#forwardProduct, [
        ...[this.#weights(l), source.address, source.stride, preActivations, panelStride].map((n) =>
          code.i32(n),
        ),
        ...[layer.inputs, layer.units].map((n) => code.i32(n)),
        panels,
      ]);
      code.call(this.#activations[l]!, [panels]);
    });
    code.call(this.#loss, [panels, count, losses, ...(row ? [row] : [])]);
    return panels;
  }

  /** The errors of all layers before the last. */
  backward(code: Code, panels: Value): void {
    for (let l = this.#model.layers.length - 1; l > 0; l--) {
      const { inputs, units } = this.#model.layers[l]!;
      const [here, before] = [this.#map.layers[l]!, this.#map.layers[l - 1]!];
      code.call(this.#backwardProduct, [
        ...[this.#weights(l), here.deltas, here.panelStride, before.deltas, before.panelStride].map((n) =>
          code.i32(n),
        ),
        ...[inputs, units].map((n) => code.i32(n)),
        panels,
      ]);
      code.call(this.#slopes[l - 1]!, [panels]);
    }
  }

  /** The functions that run sums over the samples of panels into a sink. */
  sumsInto(sink: Sink): LayerSums {
    const { precision } = this.#map;
    return {
      weights: this.#functions.add(6, null, null, (code) => {
        writeWeightGradient(code, precision, this.#map, this.#sizes, sink);
      }),
      biases: this.#functions.add(3, null, null, (code) => {
        writeBiasGradient(code, precision, this.#map, this.#sizes, sink);
      }),
    };
  }

  /** The gradients of all layers over a chunk of samples. Parameter: panels. */
  gradients(sumsOf: (layer: number, part: LayerPart) => LayerSums): Callable {
    const { layers } = this.#model;
    return this.#functions.add(1, null, null, (code) => {
      const panels = code.parameter(0);
      const { bytes } = this.#map.precision;
      layers.forEach(({ inputs, units, weightOffset, biasOffset }, l) => {
        const source = this.#source(l);
        const { deltas, panelStride } = this.#map.layers[l]!;
        code.call(this.#packedDeltas, [code.i32(deltas), code.i32(panelStride), panels, code.i32(units)]);
        code.call(sumsOf(l, 'weights').weights, [
          ...[source.address, source.stride].map((n) => code.i32(n)),
          panels,
          ...[bytes * weightOffset, inputs, units].map((n) => code.i32(n)),
        ]);
        if (biasOffset === null) return;
        const place = code.i32(bytes * biasOffset);
        code.call(sumsOf(l, 'biases').biases, [panels, place, code.i32(units)]);
      });
      code.leave();
    });
  }

  #weights(layer: number): number {
    return this.#map.parameters + this.#map.precision.bytes * this.#model.layers[layer]!.weightOffset;
  }

  /** The panels that a layer reads. */
  #source(layer: number): { readonly address: number; readonly stride: number } {
    if (layer === 0) return { address: this.#map.inputPanels, stride: this.#map.inputStride };
    const { outputs, panelStride } = this.#map.layers[layer - 1]!;
    return { address: outputs, stride: panelStride };
  }
}

/** Some samples of a list. */
export interface PartOfList {
  readonly list: Value;
  readonly count: Value;
  /** Where their losses go. */
  readonly losses: Value;
  /** The number of the first in the whole list. */
  readonly first: Value;
}

/**
 * The sum of the gradients of any number of samples, part by part. `part` puts the gradient of a part into the
 * place that it is given; a part is a leaf.
 * Parameters: list, length, address of losses.
 */
export function writeGradientOfParts(
  code: Code,
  map: MemoryMap,
  part: (samples: PartOfList, place: Value) => void,
): void {
  const list = code.parameter(0);
  const length = code.parameter(1);
  const losses = code.parameter(2);
  const place = code.variable(code.i32(map.gradient));
  const parts = code.variable(code.i32(0));
  const merge = (): void => {
    const last = code.op('i32.sub', [place.get(), code.i32(map.gradientBytes)]);
    place.set(last);
    addVectors(code, map, code.op('i32.sub', [last, code.i32(map.gradientBytes)]), last);
  };
  code.countOnce(code.i32(0), length, leafTerms, (first) => {
    const count = smaller(code, code.op('i32.sub', [length, first]), code.i32(leafTerms));
    const of = {
      list: past(code, list, times(code, first, 4)),
      count,
      losses: past(code, losses, times(code, first, 8)),
      first,
    };
    part(of, place.get());
    place.set(past(code, place.get(), code.i32(map.gradientBytes)));
    const merged = code.variable(parts.get());
    whileTrue(
      code,
      () => code.op('i32.and', [merged.get(), code.i32(1)]),
      () => {
        merge();
        merged.set(code.op('i32.shr_u', [merged.get(), code.i32(1)]));
      },
    );
    parts.set(past(code, parts.get(), code.i32(1)));
  });
  const first = code.i32(map.gradient + map.gradientBytes);
  whileTrue(code, () => code.op('i32.gt_u', [place.get(), first]), merge);
  code.leave();
}

/** sum += term, vector by vector. */
function addVectors(code: Code, { gradientBytes, precision }: MemoryMap, sum: Value, term: Value): void {
  code.countOnce(code.i32(0), code.i32(gradientBytes), vectorBytes, (offset) => {
    const at = past(code, sum, offset);
    const added = code.load('v128.load', past(code, term, offset));
    code.store('v128.store', at, code.op(precision.add, [code.load('v128.load', at), added]));
  });
}
