import { colourReader } from '../chart/theme';

/** Colours of a diverging scale, from the theme: nothing is the ground, positive and negative each their hue. */

export type Rgb = readonly [red: number, green: number, blue: number];

/** How far the strongest negative goes on to the colour of text: the two ends differ in lightness too. */
const NEGATIVE_DEPTH = 0.35;

export interface HeatScale {
  readonly ground: Rgb;
  readonly positive: Rgb;
  readonly negative: Rgb;
  /** For what is no number. */
  readonly text: Rgb;
}

/** The theme's colours as the page has them. */
export function heatScale(element: Element): HeatScale {
  const colourOf = colourReader(element);
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  // The browser reads any way of writing a colour.
  const read = (name: string): Rgb => {
    if (!context) return [128, 128, 128];
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = colourOf(name) || 'gray';
    context.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
    return [red, green, blue];
  };
  return {
    ground: read('--background'),
    positive: read('--positive'),
    negative: read('--negative'),
    text: read('--foreground'),
  };
}

function mixed(from: Rgb, to: Rgb, share: number): Rgb {
  const at = (n: 0 | 1 | 2): number => Math.round(from[n] + (to[n] - from[n]) * share);
  return [at(0), at(1), at(2)];
}

/** By √|value| of the largest, so that small numbers are seen beside large ones. */
export function heatColour(
  { ground, positive, negative, text }: HeatScale,
  value: number,
  largest: number,
): Rgb {
  if (Number.isNaN(value)) return text;
  const share = largest > 0 ? Math.sqrt(Math.min(1, Math.abs(value) / largest)) : 0;
  if (value >= 0) return mixed(ground, positive, share);
  return mixed(ground, mixed(negative, text, NEGATIVE_DEPTH * share), share);
}
