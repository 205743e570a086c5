import type { Path } from './issues';
import type { NetworkFile } from './schema';

type FileLayer = NetworkFile['layers'][number];

/** The parts of a file that have the right form; a part that has not is absent. */
export type FileParts = Partial<Omit<NetworkFile, 'layers'>> & {
  readonly layers?: readonly Partial<FileLayer>[];
};

export type LayerParts = Partial<FileLayer>;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Sections whose keys stand for themselves: one wrong key leaves the others readable. */
const SECTIONS: ReadonlySet<string> = new Set(['training', 'sweep', 'symbols']);

function drop(file: Record<string, unknown>, [first, second, third]: Path): void {
  if (typeof first !== 'string') return;
  const part = file[first];
  if (first === 'layers' && Array.isArray(part) && typeof second === 'number') {
    const layer: unknown = part[second];
    if (!isRecord(layer)) part[second] = {};
    else if (typeof third === 'string') Reflect.deleteProperty(layer, third);
    return;
  }
  if (SECTIONS.has(first) && isRecord(part) && typeof second === 'string')
    Reflect.deleteProperty(part, second);
  else Reflect.deleteProperty(file, first);
}

/**
 * `value` without the parts that hold a value of the wrong form (`wrong`, as `reportForm` returned them), so that
 * the rest can be checked for meaning. Takes `value` over.
 */
export function soundParts(value: unknown, wrong: readonly Path[]): FileParts {
  if (!isRecord(value)) return {};
  for (const path of wrong) drop(value, path);
  // What the schema found no fault with has the types that are inferred from it.
  return value;
}
