import type { Steps } from '../../network/steps';
import { runToEnd } from '../../network/steps';
import { quoted } from '../../network/wording';
import { say, saying } from '../../words/say';
import { readOnnxFile } from './onnxNetwork';
import {
  isNpz,
  isSafetensors,
  npzSnippet,
  readNpzFile,
  readSafetensorsFile,
  safetensorsSnippet,
} from './weightFile';
import { importedTextSteps } from './importedText';
import { ImportStop, type ImportedNetwork, type ImportResult, type ImportSource } from './imported';

export const importKindNames = ['onnx', 'safetensors', 'npz', 'playground'] as const;

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
    title: saying('ONNX'),
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
  playground: {
    title: saying('TensorFlow Playground address'),
    extensions: [],
    recognises: () => false,
    // eslint-disable-next-line require-yield -- an address is short
    *read() {
      throw new Error('not yet');
    },
  },
};

/** The kind whose file this is; null where no kind knows it. */
export function recognisedKind(source: Pick<ImportSource, 'name' | 'bytes'>): ImportKindName | null {
  return importKindNames.find((name) => importKinds[name].recognises(source)) ?? null;
}

/** The largest file that is read, in bytes. */
export const importSizeLimit = 64 * 1024 * 1024;

/** Reads a file of that kind and writes the network file that it makes. Throws nothing but what is a fault. */
export function* importSteps(kind: ImportKindName, source: ImportSource): Steps<ImportResult> {
  try {
    const network = yield* importKinds[kind].read(source);
    return { kind: 'network', network, text: yield* importedTextSteps(network, headline(kind, source.name)) };
  } catch (error) {
    if (error instanceof ImportStop) return error.result;
    throw error;
  }
}

function headline(kind: ImportKindName, name: string): string {
  return say('Imported by Backprop from {0} ({1}).', quoted(name), importKinds[kind].title());
}

/** The same in one go. */
export function importFile(kind: ImportKindName, source: ImportSource): ImportResult {
  return runToEnd(importSteps(kind, source));
}
