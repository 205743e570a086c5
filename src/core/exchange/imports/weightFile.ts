import type { Steps } from '../../network/steps';
import { say } from '../../words/say';
import { shown } from '../files/damaged';
import { readNetworkWords, wordsFromText, type NetworkWords } from '../files/networkWords';
import { npzSteps } from '../files/npz';
import { safetensorsSteps } from '../files/safetensors';
import { numberSteps, type StoredTensor } from '../files/storedTensor';
import { firstMember } from '../files/zipReader';
import { askActivations, askLoss, noSamplesNote } from './askedParts';
import { denseLayers, type DenseLayer, type KnownLayers } from './denseLayers';
import { turned, type ImportedLayer, type ImportedNetwork, type ImportSource } from './imported';

/** Networks of files that hold weights alone: what follows each layer, and the loss, is beside them or is asked for. */

/** The Python that writes what `readSafetensorsFile` reads. */
export const safetensorsSnippet = `# model: a torch.nn.Module of Linear layers
from safetensors.torch import save_file
save_file({name: tensor.contiguous() for name, tensor in model.state_dict().items()}, "network.safetensors")
`;

/** The Python that writes what `readNpzFile` reads. */
export const npzSnippet = `# weights, biases: lists of arrays, one of each for every layer; a column of weights for each unit
import numpy
arrays = {}
for number, (weight, bias) in enumerate(zip(weights, biases), start=1):
    arrays[f"W{number}"], arrays[f"b{number}"] = weight, bias
numpy.savez("network.npz", **arrays)
`;

/** An archive whose first member is an array. */
export const isNpz = (bytes: Uint8Array): boolean => firstMember(bytes)?.endsWith('.npy') ?? false;

/** A `state_dict` of PyTorch, or other named weights, as .safetensors. */
export function* readSafetensorsFile(source: ImportSource): Steps<ImportedNetwork> {
  const { tensors, metadata } = yield* safetensorsSteps(source.bytes);
  const words = readNetworkWords(metadata);
  const known: KnownLayers = { orientation: words ? 'outIn' : null, order: words?.layers ?? null };
  return yield* networkSteps({ source, tensors, words, known, notes: [] });
}

/** Arrays as numpy.savez writes them. */
export function* readNpzFile(source: ImportSource): Steps<ImportedNetwork> {
  const { tensors, leftOut, comment } = yield* npzSteps(source.bytes);
  const words = comment === null ? null : readNetworkWords(wordsFromText(comment));
  const notes =
    leftOut.length === 0 ? [] : [say('Members without numbers are left out: {0}.', listed(leftOut))];
  const known: KnownLayers = {
    orientation: words ? 'inOut' : null,
    order: words?.layers.map((_, l) => String(l + 1)) ?? null,
  };
  return yield* networkSteps({ source, tensors, words, known, notes });
}

const listed = (names: readonly string[]): string =>
  names.slice(0, 8).map(shown).join(', ') + (names.length > 8 ? ', …' : '');

interface WeightFile {
  readonly source: ImportSource;
  readonly tensors: readonly StoredTensor[];
  readonly words: NetworkWords | null;
  readonly known: KnownLayers;
  /** Grows. */
  readonly notes: string[];
}

function* networkSteps({ source, tensors, words, known, notes }: WeightFile): Steps<ImportedNetwork> {
  const dense = denseLayers(source, tensors, known, notes);
  // Words of a file whose layers were changed since are those of another network.
  const isSame =
    known.order?.length === dense.length && dense.every(({ stem }, l) => stem === known.order?.[l]);
  const own = isSame ? words : null;
  const names = dense.map(
    ({ stem }, l) => own?.names[l] ?? (stem === '' || /^\d+$/.test(stem) ? null : stem),
  );
  const shownNames = names.map((name, l) => (name === null ? say('layer {0}', l + 1) : shown(name)));
  const activations = own?.activations ?? askActivations(source, shownNames);
  const loss = own?.loss ?? askLoss(source, activations.at(-1)!);
  const layers: ImportedLayer[] = [];
  for (const [l, layer] of dense.entries()) {
    layers.push({
      name: names[l]!,
      fanIn: layer.fanIn,
      units: layer.units,
      activation: activations[l]!,
      weights: yield* weightSteps(layer),
      biases: layer.bias ? yield* numberSteps(layer.bias) : false,
    });
    yield undefined;
  }
  return {
    name: own?.name ?? null,
    inputs: { units: dense[0]!.fanIn, names: null },
    layers,
    loss,
    reduction: own?.reduction ?? 'mean',
    data: null,
    training: {},
    notes: [...notes, noSamplesNote()],
  };
}

function* weightSteps({ weight, orientation, units, fanIn }: DenseLayer): Steps<Float64Array> {
  const values = yield* numberSteps(weight);
  return orientation === 'inOut' ? values : turned(values, units, fanIn);
}
