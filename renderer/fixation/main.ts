import '../app/no-eval.ts';
import './fixation.css';
import type { FixationView } from '../../electron/contract/fixation.ts';
import { hearViews } from './link.ts';
import { draw } from './screen.ts';
import { stayAwake } from './stay-awake.ts';

/* The screen in front of the patient: it hears where to look and draws it, and knows nothing else. */
const page = document.querySelector<HTMLElement>('main');
const figure = document.querySelector<HTMLImageElement>('.figure');
const arrow = document.querySelector<SVGElement>('.arrow');

if (page && figure && arrow) {
  let view: FixationView | null = null;
  const drawAll = (): void => {
    draw({ page, figure, arrow }, view);
    const wide = window.innerWidth >= screen.width && window.innerHeight >= screen.height;
    page.dataset.whole = String(wide || document.fullscreenElement !== null);
  };
  hearViews((next) => {
    view = next;
    drawAll();
  });
  window.addEventListener('resize', drawAll);
  document.addEventListener('fullscreenchange', drawAll);
  drawAll();
  stayAwake();
  window.addEventListener('click', fill);
  window.addEventListener('keydown', ({ key }) => {
    if (key === 'Enter' || key === ' ') fill();
    // Where the whole screen was the page's own doing, the browser has taken Escape already.
    if (key === 'Escape') window.close();
  });
}

/** Whoever may not fill the screen leaves the window as large as it is. */
function fill(): void {
  if (document.fullscreenElement === null) document.documentElement.requestFullscreen().catch(() => undefined);
}
