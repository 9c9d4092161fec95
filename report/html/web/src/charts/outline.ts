import { make } from './dom';

/** A place on a plot, in CSS pixels. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A frame around a bar. It stands above the canvas, so that moving it draws nothing anew. */
export class Outline {
  readonly element: HTMLElement;

  constructor(look: string) {
    this.element = make('div', `chart-outline ${look}`);
    this.element.hidden = true;
  }

  place(box: Box | null): void {
    this.element.hidden = box === null;
    if (!box) return;
    for (const side of ['left', 'top', 'width', 'height'] as const) {
      this.element.style.setProperty(side, `${box[side]}px`);
    }
  }
}
