/** The panel's icons: 16 × 16, drawn in the text's colour, hidden from screen readers (their buttons have names). */
export type IconName =
  | 'play'
  | 'stop'
  | 'step'
  | 'reset'
  | 'copy'
  | 'check'
  | 'edit'
  | 'zoomIn'
  | 'zoomOut'
  | 'fit'
  | 'back'
  | 'forward'
  | 'pin'
  | 'close';

const PATHS: Readonly<Record<IconName, { readonly d: string; readonly isStroke: boolean }>> = {
  play: { d: 'M4.5 2.6 13 8l-8.5 5.4z', isStroke: false },
  stop: { d: 'M4 4h8v8H4z', isStroke: false },
  step: { d: 'M3.5 3 10 8l-6.5 5zM11 3h1.75v10H11z', isStroke: false },
  reset: { d: 'M3.6 6.2A4.8 4.8 0 1 1 3.2 8.6M3.4 2.6v3.8h3.8', isStroke: true },
  copy: { d: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z', isStroke: true },
  edit: { d: 'M3 13l.6-3L10.8 2.8l2.4 2.4L6 12.4zM9.4 4.2l2.4 2.4', isStroke: true },
  zoomIn: { d: 'M3 8h10M8 3v10', isStroke: true },
  zoomOut: { d: 'M3 8h10', isStroke: true },
  fit: { d: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10', isStroke: true },
  back: { d: 'M13 8H3.5M7.5 3.5 3 8l4.5 4.5', isStroke: true },
  forward: { d: 'M3 8h9.5M8.5 3.5 13 8l-4.5 4.5', isStroke: true },
  pin: { d: 'M5.5 2.5h5M6.2 2.5v5L4 9.5h8L9.8 7.5v-5M8 9.5v4', isStroke: true },
  close: { d: 'M4 4l8 8M12 4l-8 8', isStroke: true },
  check: { d: 'M3 8.5 6.5 12 13 4.5', isStroke: true },
};

const SVG = 'http://www.w3.org/2000/svg';

export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('width', '16');
  svg.setAttribute('height', '16');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  const { d, isStroke } = PATHS[name];
  path.setAttribute('d', d);
  path.setAttribute('fill', isStroke ? 'none' : 'currentColor');
  if (isStroke) {
    path.setAttribute('stroke', 'currentColor');
    path.setAttribute('stroke-width', '1.3');
  }
  svg.append(path);
  return svg;
}
