import type { FixationView } from '../../electron/contract/fixation.ts';
import { figureSource } from './figures.ts';
import { targetOn } from './geometry.ts';

/** What is drawn on: the whole page, the figure, and the arrow to what lies beyond the edge. */
export type Canvas = { page: HTMLElement; figure: HTMLImageElement; arrow: SVGElement };

/** Draws a view over the whole window, which is taken for the whole screen; null and no target leave it blank. */
export function draw({ page, figure, arrow }: Canvas, view: FixationView | null): void {
  const target = view?.target ? targetOn(view.target, view.display, size(page)) : null;
  page.dataset.state = target === null ? 'blank' : target.on ? 'target' : 'beyond';
  if (!view || !target) return;
  if (!target.on) {
    arrow.style.left = `${target.x}px`;
    arrow.style.top = `${target.y}px`;
    arrow.style.rotate = `${target.turnDeg}deg`;
    return;
  }
  const source = figureSource(view.display.figure);
  if (figure.getAttribute('src') !== source) figure.src = source;
  figure.dataset.figure = view.display.figure;
  figure.dataset.moving = String(view.display.moving);
  figure.style.left = `${target.x}px`;
  figure.style.top = `${target.y}px`;
  figure.style.width = `${target.figurePx}px`;
}

function size(page: HTMLElement): { widthPx: number; heightPx: number } {
  const { width, height } = page.getBoundingClientRect();
  return { widthPx: width, heightPx: height };
}
