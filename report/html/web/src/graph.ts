// The drawn plan: its operators can be picked, by the pointer and by the keys.
import { all, el, one } from './dom';
import type { Query } from './model';
import type { Selected } from './state';

export function graph(article: HTMLElement, query: Query, selected: Selected): void {
  const figure = one(article, '.drawing');
  const svg = figure && one<SVGSVGElement>(figure, 'svg');
  if (!figure || !svg) return;
  const prefix = `q${query.number}-op-`;
  const nodes = all<SVGGElement>(svg as unknown as ParentNode, `g[id^="${CSS.escape(prefix)}"]`)
    .map((element) => ({ element, id: Number(element.id.slice(prefix.length)) }))
    .filter((n) => Number.isInteger(n.id));

  // As wide as the room, or as it was drawn: a large plan is read by scrolling.
  const natural = svg.viewBox.baseVal.width;
  let whole = true;
  const button = el('button', { type: 'button', class: 'control', onclick: () => ((whole = !whole), size()) });
  const size = (): void => {
    svg.style.width = whole ? `min(100%, ${natural}px)` : `${natural}px`;
    svg.style.maxHeight = whole ? '34rem' : 'none';
    svg.style.height = 'auto';
    button.textContent = whole ? 'full size' : 'fit';
  };
  size();
  one(article, '.graph h3')?.after(button);

  nodes.forEach((n, i) => {
    n.element.classList.add('is-link');
    n.element.setAttribute('role', 'button');
    n.element.setAttribute('tabindex', i === 0 ? '0' : '-1');
    n.element.setAttribute('aria-label', query.operatorName(n.id));
    n.element.setAttribute('aria-pressed', 'false');
    n.element.addEventListener('click', () => selected.pick({ what: 'operator', id: n.id }, 'graph'));
    n.element.addEventListener('keydown', (e) => {
      const step: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
      if (e.key === 'Enter' || e.key === ' ') selected.pick({ what: 'operator', id: n.id }, 'graph');
      else if (step[e.key] !== undefined) {
        const to = nodes[i + step[e.key]!];
        if (to) {
          n.element.setAttribute('tabindex', '-1');
          to.element.setAttribute('tabindex', '0');
          to.element.focus();
        }
      } else return;
      e.preventDefault();
    });
  });

  selected.subscribe(({ subject }) => {
    const lit = query.lit(subject).operators;
    figure.classList.toggle('has-lit', nodes.some((n) => lit?.has(n.id)));
    for (const n of nodes) {
      n.element.classList.toggle('is-lit', lit?.has(n.id) ?? false);
      n.element.setAttribute('aria-pressed', String(subject?.what === 'operator' && subject.id === n.id));
    }
  });
}
