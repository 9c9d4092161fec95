// What a number is: a small box beside a column's head, in the words that stand at
// the end of the page.
import { el, one } from './dom';

let box: HTMLElement | null = null;
let owner: HTMLElement | null = null;

export function closeHelp(refocus = false): boolean {
  if (!box) return false;
  box.remove();
  box = null;
  owner?.setAttribute('aria-expanded', 'false');
  if (refocus) owner?.focus();
  owner = null;
  return true;
}

/** A button that explains; text may be given, or be that of a term of the page. */
export function helpButton(name: string, text: () => string): HTMLElement {
  const button = el(
    'button',
    {
      type: 'button',
      class: 'help',
      'aria-label': `What is ${name}?`,
      'aria-expanded': 'false',
      onclick: (e) => {
        e.stopPropagation();
        const was = owner === button;
        closeHelp();
        if (was) return;
        owner = button;
        button.setAttribute('aria-expanded', 'true');
        box = el('div', { class: 'help-box', role: 'note', tabindex: '-1' }, el('b', {}, name), ' ', text());
        document.body.append(box);
        place(box, button);
        const status = document.getElementById('status');
        if (status) status.textContent = `${name}: ${text()}`;
      },
    },
    '?',
  );
  return button;
}

/** What a word means, as it stands at the end of the page; "" for a word that does not. */
export function meaning(word: string): string {
  return one(document, `#words [data-word="${CSS.escape(word)}"] dd`)?.textContent ?? '';
}

function place(e: HTMLElement, at: HTMLElement): void {
  const r = at.getBoundingClientRect();
  const width = Math.min(360, document.documentElement.clientWidth - 16);
  e.style.width = `${width}px`;
  e.style.left = `${Math.max(8, Math.min(r.left, document.documentElement.clientWidth - width - 8)) + scrollX}px`;
  const below = r.bottom + 6;
  const fits = below + e.offsetHeight < innerHeight || r.top - 6 - e.offsetHeight < 0;
  e.style.top = `${(fits ? below : r.top - 6 - e.offsetHeight) + scrollY}px`;
}

document.addEventListener('click', (e) => {
  if (box && !box.contains(e.target as Node)) closeHelp();
});
document.addEventListener(
  'keydown',
  (e) => {
    if (e.key === 'Escape' && closeHelp(true)) e.stopImmediatePropagation();
  },
  true,
);
