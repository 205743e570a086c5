import { h } from '../element';

/** The colours and fonts of the chart, read from the theme's variables: a canvas knows no style sheet. */
export interface ChartTheme {
  readonly foreground: string;
  readonly muted: string;
  readonly background: string;
  readonly axis: string;
  readonly loss: string;
  readonly testLoss: string;
  /** For further curves, which differ in their dashes too. */
  readonly others: readonly string[];
  readonly error: string;
  readonly font: string;
}

/** The system colours that our style sheet names. */
const SYSTEM = /^(canvas|canvastext|highlight)$/i;

const OTHERS = ['--series-3', '--series-4', '--series-5', '--muted', '--foreground', '--series-2'];

/**
 * The colours of our variables at an element, as a canvas can paint them: it knows no system colour but that of a light
 * page, whatever colours a person forces.
 */
export function colourReader(element: Element): (name: string) => string {
  const style = getComputedStyle(element);
  return (name) => {
    const colour = style.getPropertyValue(name).trim();
    if (!SYSTEM.test(colour)) return colour;
    const probe = h('span', { 'aria-hidden': 'true' });
    probe.style.color = colour;
    document.body.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  };
}

export function readTheme(element: Element): ChartTheme {
  const style = getComputedStyle(element);
  const read = colourReader(element);
  return {
    foreground: read('--foreground'),
    muted: read('--muted'),
    background: read('--background'),
    axis: read('--axis'),
    loss: read('--series-1'),
    testLoss: read('--series-2'),
    others: OTHERS.map(read),
    error: read('--error'),
    font: `${style.fontSize} ${style.fontFamily}`,
  };
}

/**
 * Calls back when the colours change: the editor rewrites the classes and variables of the page, and the system may force
 * colours of its own.
 */
export function onThemeChange(callback: () => void): void {
  const observer = new MutationObserver(callback);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  window.matchMedia('(forced-colors: active)').addEventListener('change', callback);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-kind'] });
}
