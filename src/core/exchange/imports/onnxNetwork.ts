import { LIMITS } from '../../network/limits';
import type { Activation } from '../../network/network';
import type { Steps } from '../../network/steps';
import { say } from '../../words/say';
import { damaged, shown } from '../files/damaged';
import { readNetworkWords } from '../files/networkWords';
import { onnxSteps, type OnnxModel } from '../files/onnxReader';
import { numberSteps, refuseTooMany } from '../files/storedTensor';
import { askLoss, noSamplesNote } from './askedParts';
import { ask, refuse, turned, type ImportedLayer, type ImportedNetwork, type ImportSource } from './imported';
import { OnnxGraph } from './onnxGraph';
import type { ConstantValue, FoundLayer, SignalValue } from './onnxValues';

/** A network of an ONNX file: Gemm or MatMul and Add, one after the other, each with an activation. */
export function* readOnnxFile(source: ImportSource): Steps<ImportedNetwork> {
  const model = yield* onnxSteps(source.bytes);
  const words = readNetworkWords(model.metadata);
  const graph = new OnnxGraph(model, words?.activations ?? []);
  yield* graph.run();
  const output = outputOf(source, model, graph);
  const { activation, notes } = graph.finish(output);
  const chain = layersOf(output.layer!);
  refuseTooMany(chain.map(({ fanIn, units }) => fanIn * units));
  const activations = [...chain.slice(1).map((layer) => layer.activationBefore!), activation];
  const own = words?.layers.length === chain.length ? words : null;
  const loss = own?.loss ?? askLoss(source, activation);
  const layers: ImportedLayer[] = [];
  for (const [l, layer] of chain.entries()) {
    layers.push(yield* layerSteps(layer, own?.names[l] ?? layer.name, activations[l]!));
  }
  const unused = model.inputs.filter((input) => input !== output.input);
  return {
    name: own?.name ?? null,
    inputs: { units: chain[0]!.fanIn, names: null },
    layers,
    loss,
    reduction: own?.reduction ?? 'mean',
    data: null,
    training: {},
    notes: [
      ...notes,
      ...sharedNotes(chain),
      ...(unused.length > 0
        ? [
            say(
              'Inputs that the output does not depend on are left out: {0}.',
              unused.slice(0, 8).map(shown).join(', '),
            ),
          ]
        : []),
      noSamplesNote(),
    ],
  };
}

/** Layers that share their weights there do not share them here, where each weight has a gradient of its own. */
function sharedNotes(chain: readonly FoundLayer[]): string[] {
  const names = chain.map(({ weights }) => weights.tensor);
  const shared = new Set(names.filter((tensor, l) => names.indexOf(tensor) !== l));
  return [...shared].map(({ name }) =>
    say('Several layers take the tensor {0}: here each has weights of its own.', shown(name)),
  );
}

const MOST_OUTPUTS = 16;

/** The output that is a network; asked for where there are several. */
function outputOf(source: ImportSource, model: OnnxModel, graph: OnnxGraph): SignalValue {
  const names = [...new Set(model.outputs)];
  if (names.length === 0) damaged(null, say('The graph has no output.'));
  const values = names.map((name) => graph.valueOf(name));
  const readable = names.filter((_, n) => isNetwork(values[n]!));
  if (readable.length > MOST_OUTPUTS) {
    return refuse(
      null,
      say('The graph has {0} outputs, each of which could be the network’s.', readable.length),
      say('Export a model with one output.'),
    );
  }
  const chosen =
    readable.length < 2
      ? 1
      : Number(
          ask(source, {
            key: 'result',
            prompt: say('The graph has several outputs. Which one is the network’s?'),
            options: readable.map((name, n) => ({ value: String(n + 1), label: shown(name) })),
          }),
        );
  const value = values[names.indexOf(readable[chosen - 1] ?? names[0]!)]!;
  if (value.kind === 'unreadable') return refuse(value.where, value.cause, value.remedy);
  if (!isNetwork(value)) {
    return refuse(
      say('output {0}', shown(names[0]!)),
      say('It comes from no layer with weights.'),
      say('Export a model of dense layers.'),
    );
  }
  return value;
}

const isNetwork = (value: ReturnType<OnnxGraph['valueOf']>): value is SignalValue =>
  value.kind === 'signal' && value.layer !== null;

function layersOf(last: FoundLayer): FoundLayer[] {
  const chain: FoundLayer[] = [];
  for (let layer: FoundLayer | null = last; layer; layer = layer.before) chain.push(layer);
  return chain.slice(0, LIMITS.layers + 1).reverse();
}

function* layerSteps(layer: FoundLayer, name: string | null, activation: Activation): Steps<ImportedLayer> {
  const { fanIn, units, weights, weightScale, biases, biasScale } = layer;
  const numbers = yield* scaledSteps(weights, weightScale);
  return {
    name,
    fanIn,
    units,
    activation,
    weights: weights.isTurned ? turned(numbers, units, fanIn) : numbers,
    biases: biases ? filled(yield* scaledSteps(biases, biasScale), units) : false,
  };
}

function* scaledSteps({ tensor }: ConstantValue, scale: number): Steps<Float64Array> {
  const values = yield* numberSteps(tensor);
  return scale === 1 ? values : values.map((value) => scale * value);
}

/** One number stands for as many as there are units. */
const filled = (values: Float64Array, units: number): Float64Array =>
  values.length === units ? values : new Float64Array(units).fill(values[0]!);
