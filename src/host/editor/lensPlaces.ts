import type { NetworkPlaces } from '../../core/network/places';
import type { ParameterSubject } from '../../core/network/subject';
import type { TextRange } from '../../core/network/text';
import type { LensPlaces } from './lensPlan';

/** Where lenses can stand in a text; `lineAt` is the document's way to count lines. */
export function lensPlaces(places: NetworkPlaces, lineAt: (offset: number) => number): LensPlaces {
  return {
    lineAt,
    parameter: (subject) => parameterPlace(places, subject),
    layer: (l) => places.layers[l]?.units ?? places.layers[l]?.object ?? null,
  };
}

/** The number of a parameter in the text; null where the file leaves it to the program. */
function parameterPlace(places: NetworkPlaces, subject: ParameterSubject): TextRange | null {
  const layer = places.layers[subject.layer];
  const numbers = subject.kind === 'weight' ? layer?.weights : layer?.biases;
  const index =
    subject.kind === 'weight' ? subject.i * (layer?.weights?.columns ?? 0) + subject.j : subject.j;
  const offset = numbers?.offsets[index];
  const length = numbers?.lengths[index];
  return offset === undefined || length === undefined ? null : { offset, length };
}
