/** Makes an element with a class and a text, which stays text. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  text?: string,
): HTMLElementTagNameMap[K] {
  const e = document.createElement(tag);
  e.className = className;
  if (text !== undefined) e.textContent = text;
  return e;
}

let ids = 0;

/** An id that no other element of the page has. */
export function freshId(): string {
  return `chart-${++ids}`;
}

export interface Button {
  text: string;
  label: string;
  act(): void;
}

export function buttons(list: Button[]): HTMLElement {
  const box = make('div', 'chart-buttons');
  for (const b of list) {
    const e = make('button', 'chart-button', b.text);
    e.type = 'button';
    e.title = b.label;
    e.setAttribute('aria-label', b.label);
    e.addEventListener('click', b.act);
    box.append(e);
  }
  return box;
}

/** A coloured square with a name. */
export function swatch(color: string, text: string, className = ''): HTMLElement {
  const item = make('span', `chart-key ${className}`.trim());
  const square = make('span', 'chart-swatch');
  square.style.setProperty('background', `var(${color})`);
  item.append(square, make('span', 'chart-key-text', text));
  return item;
}
