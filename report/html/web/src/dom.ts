// Elements are made here, and text is only ever text: nothing in this app gives
// a string to a parser of markup.

type Child = Node | string | null | undefined | false;
type Props = Record<string, string | number | boolean | undefined | ((e: Event) => void)>;

/** el('button', { class: 'x', onclick: f }, 'text'): a prop that begins with on is a listener, any other an attribute. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') e.addEventListener(name.slice(2), value);
    else e.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) if (child) e.append(child);
  return e;
}

export function all<E extends Element = HTMLElement>(parent: ParentNode, selector: string): E[] {
  return [...parent.querySelectorAll<E>(selector)];
}

export function one<E extends Element = HTMLElement>(parent: ParentNode, selector: string): E | null {
  return parent.querySelector<E>(selector);
}

/** Says something to those who do not see the page. */
export function announce(text: string): void {
  const status = document.getElementById('status');
  if (status) status.textContent = text;
}

export const reducedMotion = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

export function reveal(e: Element, block: ScrollLogicalPosition = 'nearest'): void {
  e.scrollIntoView({ block, inline: 'nearest', behavior: reducedMotion() ? 'auto' : 'smooth' });
}
