import type { Steps } from '../../network/steps';
import { runToEnd } from '../../network/steps';
import { quoted } from '../../network/wording';
import { say, saying } from '../../words/say';
import { csvSnippet, readCsv } from './csv/readCsv';
import { has, isJson } from './bytes';
import { isKerasArchive, readKerasArchive } from './keras/readArchive';
import { kerasSnippet, readKeras } from './keras/readKeras';
import { isPlaygroundAddress, readPlayground } from './playground/readPlayground';
import { readSklearn, sklearnSnippet } from './readSklearn';
import { readOnnxFile } from './onnxNetwork';
import { isSafetensors } from '../files/safetensors';
import { isNpz, npzSnippet, readNpzFile, readSafetensorsFile, safetensorsSnippet } from './weightFile';
import { importedTextSteps } from './importedText';
import { isPickle, refusePickle } from './pickle';
import { ImportStop, refuse, type ImportedNetwork, type ImportResult, type ImportSource } from './imported';

/** In the order in which they are tried on a file. */
export const importKindNames = [
  'onnx',
  'safetensors',
  'npz',
  'sklearn',
  'keras',
  'playground',
  'csv',
] as const;

export type ImportKindName = (typeof importKindNames)[number];

/** A notation that networks are read from. */
export interface ImportKind {
  /** What people call it. */
  readonly title: () => string;
  /** The usual endings of its files, without a dot; empty for what is no file. */
  readonly extensions: readonly string[];
  /** Whether the bytes begin, or the name ends, as this kind's do; no more of a large file is read than that takes. */
  readonly recognises: (source: Pick<ImportSource, 'name' | 'bytes'>) => boolean;
  /**
   * Reads it, with a pause every millisecond or two of work. Ends by `refuse` and `ask` (imported.ts); anything else that
   * is thrown is a fault.
   */
  readonly read: (source: ImportSource) => Steps<ImportedNetwork>;
  /** The program that writes such a file on the other side, to be copied; absent where the tool writes it itself. */
  readonly snippet?: { readonly title: () => string; readonly text: string };
}

export const importKinds: Readonly<Record<ImportKindName, ImportKind>> = {
  onnx: {
    title: () => 'ONNX',
    extensions: ['onnx'],
    recognises: ({ name }) => /\.onnx$/i.test(name),
    read: readOnnxFile,
  },
  safetensors: {
    title: saying('PyTorch weights as safetensors'),
    extensions: ['safetensors'],
    recognises: ({ name, bytes }) => /\.safetensors$/i.test(name) || isSafetensors(bytes),
    read: readSafetensorsFile,
    snippet: {
      title: saying('Python that writes the weights of a PyTorch model as safetensors'),
      text: safetensorsSnippet,
    },
  },
  npz: {
    title: saying('NumPy arrays (.npz)'),
    extensions: ['npz'],
    recognises: ({ name, bytes }) => /\.npz$/i.test(name) || isNpz(bytes),
    read: readNpzFile,
    snippet: {
      title: saying('Python that writes weights and biases as .npz'),
      text: npzSnippet,
    },
  },
  sklearn: {
    title: () => 'scikit-learn',
    extensions: ['json'],
    recognises: ({ bytes }) => isJson(bytes) && has(bytes, '"coefs_"'),
    read: readSklearn,
    snippet: {
      title: saying('Python that writes an MLPClassifier or MLPRegressor as JSON'),
      text: sklearnSnippet,
    },
  },
  keras: {
    title: () => 'Keras',
    extensions: ['keras', 'json'],
    recognises: ({ bytes }) => isKerasArchive(bytes) || (isJson(bytes) && has(bytes, '"class_name"')),
    read: (source) => (isKerasArchive(source.bytes) ? readKerasArchive(source) : readKeras(source)),
    snippet: {
      title: saying('Python that writes a Keras model with its weights as JSON'),
      text: kerasSnippet,
    },
  },
  playground: {
    title: () => 'TensorFlow Playground',
    extensions: [],
    recognises: ({ bytes }) => isPlaygroundAddress(bytes),
    read: readPlayground,
  },
  csv: {
    title: saying('Weights as CSV'),
    extensions: ['csv', 'txt'],
    recognises: ({ name }) => /\.(?:csv|txt)$/i.test(name),
    read: readCsv,
    snippet: { title: saying('Python that writes weights and biases as CSV'), text: csvSnippet },
  },
};

/** The kind whose file this is; null where no kind knows it, and for a pickle. */
export function recognisedKind(source: Pick<ImportSource, 'name' | 'bytes'>): ImportKindName | null {
  if (isPickle(source.bytes)) return null;
  return importKindNames.find((name) => importKinds[name].recognises(source)) ?? null;
}

/** The largest file that is read, in bytes. */
export const importSizeLimit = 64 * 1024 * 1024;

/**
 * Reads a file and writes the network file that it makes. Throws nothing but what is a fault.
 *
 * @param kind null: the one that recognises it.
 */
export function* importSteps(kind: ImportKindName | null, source: ImportSource): Steps<ImportResult> {
  try {
    if (isPickle(source.bytes)) refusePickle();
    const known = kind ?? recognisedKind(source) ?? refuseUnknown();
    const network = yield* importKinds[known].read(source);
    const headline = say(
      'Imported by Backprop from {0} ({1}).',
      quoted(source.name),
      importKinds[known].title(),
    );
    return { kind: 'network', ...(yield* importedTextSteps(network, headline)) };
  } catch (error) {
    if (error instanceof ImportStop) return error.result;
    throw error;
  }
}

function refuseUnknown(): never {
  const titles = importKindNames.map((name) => importKinds[name].title());
  refuse(
    null,
    say('Backprop does not recognise this kind of file.'),
    say('It reads {0}; name the kind if it is one of them.', titles.join(', ')),
  );
}

/** The same in one go. */
export function importFile(kind: ImportKindName | null, source: ImportSource): ImportResult {
  return runToEnd(importSteps(kind, source));
}
