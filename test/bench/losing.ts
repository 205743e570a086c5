import type { Measured } from './compare';
import { peakShare, type Demand, type Figures } from './demands';
import { engines } from './engines';
import { shown } from './report';

/**
 * Where others are faster than the engine, and what it does not reach: said in so many words, since it is easily read past
 * in tables. A contender is compared with the engine of its precision on one core.
 */
export function losses({ measured }: Pick<Figures, 'measured'>, rows: readonly Demand[]): string[] {
  const faster = Object.entries(measured).flatMap(([workload, contenders]) =>
    contenders.flatMap((one) => {
      const own = engineLike(contenders, one);
      if (one.rate === null || !own?.rate || !isPeer(one) || one.rate <= own.rate) return [];
      return [
        `${workload}: ${one.name} is ${shown(one.rate / own.rate)} × as fast as ${own.name}${why(workload, contenders, one)}`,
      ];
    }),
  );
  const unmet = rows
    .filter(({ isMet }) => isMet === false)
    .map(({ what, demanded, measured: figure }) => `${what}: ${figure}, not ${demanded}`);
  return [...faster, ...unmet];
}

/** Limits that only multiply and add train nothing. */
const isPeer = ({ kind, name }: Measured): boolean => kind !== 'engine' && !name.startsWith('SIMD128');

function engineLike(contenders: readonly Measured[], { precision }: Measured): Measured | undefined {
  const like = engines.find((engine) => engine.precision === precision && engine.cores === 1);
  return contenders.find(({ name }) => name === like?.name);
}

/** More than the whole SIMD128 rate is only to be had by instructions that WebAssembly lacks. */
function why(workload: string, contenders: readonly Measured[], one: Measured): string {
  if (workload !== 'W3' && workload !== 'W4') return '';
  const share = peakShare(workload, contenders, one);
  if (share === null || share <= 1) return '';
  return `: ${shown(100 * share)} % of the SIMD128 rate, by wider vectors (AVX-512 or AVX2) and fused multiply-add`;
}
