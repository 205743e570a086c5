import { leafTerms } from '../pairwise';
import type { Code } from './code';
import type { Value } from './writtenCode';
import { vectorBytes } from './constants';
import { whileTrue } from './loop';
import type { MemoryMap } from './memory';
import { past, smaller, times } from './places';
import type { Share } from './team';

/*
 * Batches whose gradient is summed up in memory: that of each part by itself, and the parts added up two by two, as
 * pairwise.ts says.
 */

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
 * place that it is given; a part is a leaf. `add` adds one gradient to another, by their
 * addresses.
 * Parameters: list, length, address of losses.
 */
export function writeGradientOfParts(
  code: Code,
  map: MemoryMap,
  part: (samples: PartOfList, place: Value) => void,
  add: (sum: Value, term: Value) => void,
): void {
  const list = code.parameter(0);
  const length = code.parameter(1);
  const losses = code.parameter(2);
  const place = code.variable(code.i32(map.gradient));
  const parts = code.variable(code.i32(0));
  const merge = (): void => {
    const last = code.op('i32.sub', [place.get(), code.i32(map.gradientBytes)]);
    place.set(last);
    add(code.op('i32.sub', [last, code.i32(map.gradientBytes)]), last);
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

/** sum += term, vector by vector: of gradients, some of their vectors. */
export function addVectors(
  code: Code,
  { precision }: MemoryMap,
  { first, end }: Share,
  sum: Value,
  term: Value,
): void {
  code.count(times(code, first, vectorBytes), times(code, end, vectorBytes), vectorBytes, (offset) => {
    const at = past(code, sum, offset);
    const added = code.load('v128.load', past(code, term, offset));
    code.store('v128.store', at, code.op(precision.add, [code.load('v128.load', at), added]));
  });
}
