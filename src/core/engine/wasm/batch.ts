import type { Model } from '../model';
import type { Callable, Code } from './code';
import type { Value } from './writtenCode';
import type { Constants } from './constants';
import type { Functions } from './functions';
import { sumsByLanes, type GradientSizes, type GradientSums, type Sink } from './gradients';
import { blockRows } from './blocks';
import { createKernels } from './kernels';
import { panelSamples, unitBytes, type MemoryMap } from './memory';
import { sumsInLanes } from './singleGradients';
import { writeActivation, writeLossPass, writeSlopes } from './passes';
import type { LayerPart } from './updates';
import { past, smaller, times } from './places';
import { blocksAndSingles, blockSizes, writeBackwardProduct, writeForwardProduct } from './products';
import { writeGather } from './gather';
import type { Share, TeamMember } from './team';

/*
 * A chunk of samples through a network of any size and back, by products of panels: at most `chunkSamples` samples. What
 * comes of their sums is up to a sink, while they are still in registers.
 */

/** The sums of the weights and of the biases of a layer: functions of gradients.ts. */
export interface LayerSums {
  readonly weights: Callable;
  readonly biases: Callable;
}

export class PanelBatches {
  readonly #functions: Functions;
  readonly #team: TeamMember;
  readonly #model: Model;
  readonly #map: MemoryMap;
  readonly #forwardProduct: Callable;
  readonly #backwardProduct: Callable;
  readonly #gather: Callable;
  readonly #activations: readonly Callable[];
  readonly #slopes: readonly Callable[];
  readonly #loss: Callable;
  readonly #sums: GradientSums;
  readonly #sizes: GradientSizes;
  readonly #packedDeltas: Callable;

  /**
   * @param team whose share of the work is written.
   * @param isKept see `writeLossPass`.
   */
  constructor(functions: Functions, constants: Constants, model: Model, team: TeamMember, isKept = false) {
    const { map } = team;
    const { precision } = map;
    const { layers, inputUnits, outputUnits } = model;
    const units = layers.map((layer) => layer.units);
    const hiddenUnits = units.slice(0, -1);
    this.#functions = functions;
    this.#team = team;
    this.#model = model;
    this.#map = map;
    const kernels = createKernels(functions, precision, map.packed);
    this.#forwardProduct = functions.add(8, null, null, (code) => {
      writeForwardProduct(code, precision, map.packed, blockSizes(units, blockRows), kernels);
    });
    this.#backwardProduct = functions.add(8, null, null, (code) => {
      writeBackwardProduct(code, precision, map.packed, blockSizes(hiddenUnits, blockRows), kernels);
    });
    this.#gather = functions.add(6, null, null, (code) => {
      writeGather(code, precision, blocksAndSingles([inputUnits, outputUnits], precision.lanes));
    });
    this.#sums = precision.bytes === 8 ? sumsByLanes(functions, map) : sumsInLanes(map, kernels);
    this.#sizes = {
      rows: blockSizes([inputUnits, ...hiddenUnits], this.#sums.rows),
      columns: this.#sums.columns(units),
    };
    this.#packedDeltas = functions.add(4, null, null, (code) => {
      this.#sums.packedDeltas(code, this.#sizes);
    });
    this.#activations = model.layers.map((_, layer) =>
      functions.add(2, null, null, (code) => {
        writeActivation(code, constants, model, layer, map);
      }),
    );
    this.#slopes = model.layers.slice(0, -1).map(({ units }, layer) =>
      functions.add(2, null, null, (code) => {
        writeSlopes(code, constants, precision, units, map.layers[layer]!);
      }),
    );
    this.#loss = functions.add(isKept ? 5 : 4, null, null, (code) => {
      writeLossPass(code, constants, model, map, isKept);
    });
  }

  /** The panels of a chunk of samples that are this thread's to compute. */
  panels(code: Code, count: Value): Share {
    return this.#team.shareOf(code, this.panelsOf(code, count));
  }

  /** How many panels a chunk of samples fills. */
  panelsOf(code: Code, count: Value): Value {
    const perPanel = panelSamples(this.#map.precision);
    return code.op('i32.div_u', [past(code, count, code.i32(perPanel - 1)), code.i32(perPanel)]);
  }

  /**
   * Forward, loss and the errors of the last layer, for some panels of at most a chunk of samples.
   *
   * @param row of the chunk's first sample, where outputs and terms are kept.
   */
  forward(code: Code, panels: Share, list: Value, count: Value, losses: Value, row?: Value): void {
    const { inputUnits, outputUnits, layers } = this.#model;
    const map = this.#map;
    const { first, end } = panels;
    const firstSample = times(code, first, panelSamples(map.precision));
    const endSample = smaller(code, times(code, end, panelSamples(map.precision)), count);
    const ownList = past(code, list, times(code, firstSample, 4));
    const ownCount = code.op('i32.sub', [endSample, firstSample]);
    const gather = (matrix: number, columns: number, target: number, stride: number): void => {
      const numbers = [code.i32(matrix), code.i32(columns)];
      const place = panelAt(code, target, stride, first);
      code.call(this.#gather, [ownList, ownCount, ...numbers, place, code.i32(stride)]);
    };
    gather(map.inputs, inputUnits, map.inputPanels, map.inputStride);
    gather(map.targets, outputUnits, map.targetPanels, map.targetStride);
    layers.forEach((_, l) => {
      const { preActivations, panelStride } = map.layers[l]!;
      const [source, target] = [this.#source(l), { address: preActivations, stride: panelStride }];
      this.#product(code, this.#forwardProduct, l, source, target, panels);
      code.call(this.#activations[l]!, [first, end]);
    });
    code.call(this.#loss, [first, end, count, losses, ...(row ? [row] : [])]);
  }

  /** The errors of all layers before the last, for some panels. */
  backward(code: Code, panels: Share): void {
    for (let l = this.#model.layers.length - 1; l > 0; l--) {
      const [here, before] = [this.#map.layers[l]!, this.#map.layers[l - 1]!];
      const source = { address: here.deltas, stride: here.panelStride };
      const target = { address: before.deltas, stride: before.panelStride };
      this.#product(code, this.#backwardProduct, l, source, target, panels);
      code.call(this.#slopes[l - 1]!, [panels.first, panels.end]);
    }
  }

  /** The functions that run sums over the samples of panels into a sink. */
  sumsInto(sink: Sink): LayerSums {
    return {
      weights: this.#functions.add(6, null, null, (code) => {
        this.#sums.weights(code, this.#sizes, sink);
      }),
      biases: this.#functions.add(3, null, null, (code) => {
        this.#sums.biases(code, this.#sizes, sink);
      }),
    };
  }

  /** Sums the gradients of this thread's rows of weights over a chunk of samples; the leader's, of biases too. */
  gradients(code: Code, panels: Value, sumsOf: (layer: number, part: LayerPart) => LayerSums): void {
    const { precision, layers: memory } = this.#map;
    const { bytes } = precision;
    this.#model.layers.forEach(({ inputs, units, weightOffset, biasOffset }, l) => {
      const source = this.#source(l);
      const { deltas, panelStride } = memory[l]!;
      code.call(this.#packedDeltas, [code.i32(deltas), code.i32(panelStride), panels, code.i32(units)]);
      const blocks = this.#team.shareOf(code, code.i32(Math.ceil(inputs / this.#sums.rows)));
      const first = times(code, blocks.first, this.#sums.rows);
      const end = smaller(code, times(code, blocks.end, this.#sums.rows), code.i32(inputs));
      code.call(sumsOf(l, 'weights').weights, [
        past(code, code.i32(source.address), times(code, first, unitBytes)),
        code.i32(source.stride),
        panels,
        past(code, code.i32(bytes * weightOffset), times(code, first, bytes * units)),
        code.op('i32.sub', [end, first]),
        code.i32(units),
      ]);
      if (biasOffset === null || this.#team.share > 0) return;
      code.call(sumsOf(l, 'biases').biases, [panels, code.i32(bytes * biasOffset), code.i32(units)]);
    });
  }

  /** A product of the weights of a layer with some panels. */
  #product(
    code: Code,
    product: Callable,
    layer: number,
    source: Panels,
    target: Panels,
    { first, end }: Share,
  ): void {
    const { inputs, units } = this.#model.layers[layer]!;
    const at = ({ address, stride }: Panels): Value[] => [
      panelAt(code, address, stride, first),
      code.i32(stride),
    ];
    code.call(product, [
      code.i32(this.#weights(layer)),
      ...at(source),
      ...at(target),
      code.i32(inputs),
      code.i32(units),
      code.op('i32.sub', [end, first]),
    ]);
  }

  #weights(layer: number): number {
    return this.#map.parameters + this.#map.precision.bytes * this.#model.layers[layer]!.weightOffset;
  }

  /** The panels that a layer reads. */
  #source(layer: number): Panels {
    if (layer === 0) return { address: this.#map.inputPanels, stride: this.#map.inputStride };
    const { outputs, panelStride } = this.#map.layers[layer - 1]!;
    return { address: outputs, stride: panelStride };
  }
}

/** Where panels stand, and how many bytes apart. */
interface Panels {
  readonly address: number;
  readonly stride: number;
}

function panelAt(code: Code, address: number, stride: number, panel: Value): Value {
  return past(code, code.i32(address), times(code, panel, stride));
}
