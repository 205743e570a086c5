/**
 * Elementary functions that JavaScript lacks or that lose digits in their textbook form. Each says the form it
 * uses; sources: W. Kahan's "branch on the sign" forms for the logistic function, and the rational
 * approximations of erf and erfc of Sun's fdlibm (s_erf.c: errors below 1 ulp).
 */

/** σ(x) = 1 / (1 + e^−x), branching on the sign so that e never overflows; 1 ulp or so for every x. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** 1 − tanh² x = 4e / (1 + e)² with e = e^(−2|x|): keeps its digits where tanh² rounds to 1. */
export function sechSquared(x: number): number {
  const e = Math.exp(-2 * Math.abs(x));
  return (4 * e) / ((1 + e) * (1 + e));
}

/** ln(1 + e^x) = max(x, 0) + log1p(e^−|x|): finite wherever x is. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** p[0] + p[1] x + p[2] x² + …, by Horner's rule. */
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let n = coefficients.length - 1; n >= 0; n--) sum = sum * x + coefficients[n]!;
  return sum;
}

// Coefficients of the four intervals of fdlibm's s_erf.c, in ascending powers.
const SMALL_P = [
  1.28379167095512558561e-1, -3.2504210724700149937e-1, -2.84817495755985104766e-2,
  -5.77027029648944159157e-3, -2.37630166566501626084e-5,
];
const SMALL_Q = [
  1, 3.97917223959155352819e-1, 6.50222499887672944485e-2, 5.08130628187576562776e-3,
  1.32494738004321644526e-4, -3.9602282787753681232e-6,
];
/** erf(1) rounded to single precision: the centre of the second interval. */
const ERF_ONE = 8.45062911510467529297e-1;
const MIDDLE_P = [
  -2.36211856075265944077e-3, 4.14856118683748331666e-1, -3.72207876035701323847e-1,
  3.18346619901161753674e-1, -1.10894694282396677476e-1, 3.54783043256182359371e-2, -2.166375594868790843e-3,
];
const MIDDLE_Q = [
  1, 1.06420880400844228286e-1, 5.40397917702171048937e-1, 7.18286544141962662868e-2,
  1.26171219808761642112e-1, 1.36370839120290507362e-2, 1.1984499846799107417e-2,
];
const LARGE_R = [
  -9.86494403484714822705e-3, -6.93858572707181764372e-1, -1.05586262253232909814e1,
  -6.23753324503260060396e1, -1.62396669462573470355e2, -1.84605092906711035994e2, -8.12874355063065934246e1,
  -9.81432934416914548592,
];
const LARGE_S = [
  1, 1.96512716674392571292e1, 1.376577541435190426e2, 4.34565877475229228821e2, 6.45387271733267880336e2,
  4.29008140027567833386e2, 1.08635005541779435134e2, 6.57024977031928170135, -6.04244152148580987438e-2,
];
const TAIL_R = [
  -9.86494292470009928597e-3, -7.99283237680523006574e-1, -1.77579549177547519889e1,
  -1.60636384855821916062e2, -6.37566443368389627722e2, -1.02509513161107724954e3, -4.83519191608651397019e2,
];
const TAIL_S = [
  1, 3.03380607434824582924e1, 3.25792512996573918826e2, 1.53672958608443695994e3, 3.19985821950859553908e3,
  2.55305040643316442583e3, 4.74528541206955367215e2, -2.24409524465858183362e1,
];

/** erfc on [1.25, 28): e^(−x²) split so that x² loses nothing, times a rational function of 1/x². */
function erfcTail(x: number): number {
  const s = 1 / (x * x);
  const ratio =
    x < 1 / 0.35
      ? polynomial(LARGE_R, s) / polynomial(LARGE_S, s)
      : polynomial(TAIL_R, s) / polynomial(TAIL_S, s);
  // The upper half of x has an exact square; the rest of x² is the small product that follows.
  const high = Math.fround(x);
  return (Math.exp(-high * high - 0.5625) * Math.exp((high - x) * (high + x) + ratio)) / x;
}

/** The error function. */
export function erf(x: number): number {
  const magnitude = Math.abs(x);
  if (magnitude < 0.84375) return x + x * (polynomial(SMALL_P, x * x) / polynomial(SMALL_Q, x * x));
  const sign = x < 0 ? -1 : 1;
  if (magnitude < 1.25) {
    const s = magnitude - 1;
    return sign * (ERF_ONE + polynomial(MIDDLE_P, s) / polynomial(MIDDLE_Q, s));
  }
  return magnitude < 6 ? sign * (1 - erfcTail(magnitude)) : Number.isNaN(x) ? x : sign;
}

/** 1 − erf x without the cancellation; 0 below the smallest double, from about 27.2. */
export function erfc(x: number): number {
  const magnitude = Math.abs(x);
  if (magnitude < 0.84375) return 1 - erf(x);
  if (magnitude < 1.25) {
    const s = magnitude - 1;
    const ratio = polynomial(MIDDLE_P, s) / polynomial(MIDDLE_Q, s);
    return x < 0 ? 1 + ERF_ONE + ratio : 1 - ERF_ONE - ratio;
  }
  if (Number.isNaN(x)) return x;
  if (magnitude >= 28) return x > 0 ? 0 : 2;
  return x > 0 ? erfcTail(magnitude) : 2 - erfcTail(magnitude);
}

/** Φ(x), the distribution function of the standard normal, as ½ erfc(−x/√2). */
export function normalCdf(x: number): number {
  return 0.5 * erfc(-x * Math.SQRT1_2);
}

/** φ(x) = e^(−x²/2) / √(2π), its density. */
export function normalPdf(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}
