import type { Steps } from '../../network/steps';

/** Work in steps whose result is kept: whoever asks first does it, the others get what it gave. */
export type Remembered<Result> = () => Steps<Result>;

export function remembered<Result>(work: () => Steps<Result>): Remembered<Result> {
  let known: { readonly result: Result } | null = null;
  return function* (): Steps<Result> {
    known ??= { result: yield* work() };
    return known.result;
  };
}
