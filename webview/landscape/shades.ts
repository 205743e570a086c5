/** Colours between two of the theme, in steps that look even: mixed in the space OKLab of B. Ottosson (2020). */

type Triple = readonly [number, number, number];

/** Red, green and blue of a CSS colour, 0 … 255, as the browser itself reads it; transparent parts count as `under`. */
export function readColour(css: string, under: Triple = [0, 0, 0]): Triple {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (!context) return under;
  context.fillStyle = `rgb(${under.join(' ')})`;
  context.fillRect(0, 0, 1, 1);
  context.fillStyle = css;
  context.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0] = context.getImageData(0, 0, 1, 1).data;
  return [r, g, b];
}

/** A table of `count` colours from one to the other, as red, green, blue, red, …. [count × 3] */
export function shadesBetween(from: Triple, to: Triple, count: number): Uint8ClampedArray {
  const [a, b] = [toOklab(from), toOklab(to)];
  const table = new Uint8ClampedArray(3 * count);
  for (let n = 0; n < count; n++) {
    const share = n / (count - 1);
    const mixed = a.map((value, index) => value + share * ((b[index] ?? 0) - value)) as unknown as Triple;
    table.set(fromOklab(mixed), 3 * n);
  }
  return table;
}

const linear = (value: number): number => {
  const c = value / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
};

const encoded = (c: number): number => {
  const inside = Math.min(1, Math.max(0, c));
  return 255 * (inside <= 0.0031308 ? 12.92 * inside : 1.055 * inside ** (1 / 2.4) - 0.055);
};

function toOklab(colour: Triple): Triple {
  const [r, g, b] = colour.map(linear) as unknown as Triple;
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromOklab([lightness, a, b]: Triple): Triple {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    encoded(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}
