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

const OTHERS = ['--series-3', '--series-4', '--series-5', '--muted', '--foreground', '--series-2'];

export function readTheme(element: Element): ChartTheme {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(name).trim();
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

/** Calls back when the editor's theme changes: it rewrites the classes and variables of the page. */
export function onThemeChange(callback: () => void): void {
  const observer = new MutationObserver(callback);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-kind'] });
}
