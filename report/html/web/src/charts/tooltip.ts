import { make } from './dom';

/** A box with a text beside the pointer. Screen readers have the live text instead. */
export class Tooltip {
  private readonly box = make('div', 'chart-tooltip');

  constructor(private readonly parent: HTMLElement) {
    this.box.setAttribute('aria-hidden', 'true');
    this.box.hidden = true;
    parent.append(this.box);
  }

  /** Shows a text at a place of the parent, moved so that it stays inside of its width. */
  show(text: string, x: number, y: number): void {
    const shown = text.length > 2000 ? text.slice(0, 1999) + '…' : text;
    if (this.box.textContent !== shown) this.box.textContent = shown;
    this.box.hidden = false;
    const left = Math.max(0, Math.min(x, this.parent.clientWidth - this.box.offsetWidth));
    this.box.style.setProperty('transform', `translate(${Math.round(left)}px, ${Math.round(y)}px)`);
  }

  hide(): void {
    this.box.hidden = true;
  }
}
