// The drawn plan: its operators can be picked, by the pointer and by the keys.
import { all, el, one, reveal } from './dom';
import type { Query } from './model';
import type { Selected } from './state';

interface Node {
  element: SVGGElement;
  ids: number[]; // several where operators are folded into one box
}

export function graph(article: HTMLElement, query: Query, selected: Selected): void {
  const figure = one(article, '.drawing');
  const svg = figure && one<SVGSVGElement>(figure, 'svg');
  if (!figure || !svg) return;
  const nodes: Node[] = all<SVGGElement>(svg, 'g.op, g.fold')
    .map((element) => {
      const own = /op-(\d+)$/.exec(element.id);
      const folded = (element.getAttribute('data-ops') ?? '').split(/[\s,]+/).filter((s) => /^\d+$/.test(s));
      return { element, ids: own ? [Number(own[1])] : folded.map(Number) };
    })
    .filter((n) => n.ids.length > 0);

  // As wide as the room, or as it was drawn: a large plan is read by scrolling.
  const natural = svg.viewBox.baseVal.width;
  let whole = true;
  const button = el('button', {
    type: 'button',
    class: 'control',
    onclick: () => ((whole = !whole), size()),
  });
  const size = (): void => {
    figure.classList.toggle('is-natural', !whole);
    svg.style.width = whole ? '' : `${natural}px`;
    button.textContent = whole ? 'full size' : 'fit';
  };
  size();
  one(article, '.graph h3')?.after(button);

  const pick = (n: Node): void => selected.pick({ what: 'operator', id: n.ids[0]! }, 'graph');
  nodes.forEach((n, i) => {
    const e = n.element;
    e.classList.add('is-link');
    e.setAttribute('role', 'button');
    e.setAttribute('tabindex', i === 0 ? '0' : '-1');
    // what is written in the box, which begins with the operator's name
    e.setAttribute(
      'aria-label',
      all<SVGTextElement>(e, 'text')
        .map((t) => t.textContent ?? '')
        .join(', '),
    );
    e.setAttribute('aria-pressed', 'false');
    e.addEventListener('click', () => pick(n));
    e.addEventListener('keydown', (ev) => {
      const step: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
      const to = nodes[i + (step[ev.key] ?? NaN)];
      if (ev.key === 'Enter' || ev.key === ' ') pick(n);
      else if (to) {
        e.setAttribute('tabindex', '-1');
        to.element.setAttribute('tabindex', '0');
        to.element.focus();
        reveal(to.element);
      } else return;
      ev.preventDefault();
    });
  });
  svg.removeAttribute('role'); // it holds buttons: it is no single image any more
  figure.setAttribute('role', 'group');

  selected.subscribe((now) => {
    const { subject } = now;
    const lit = query.operatorsOf(now);
    const on = (n: Node): boolean => n.ids.some((id) => lit?.has(id) ?? false);
    figure.classList.toggle('has-lit', nodes.some(on));
    for (const n of nodes) {
      n.element.classList.toggle('is-lit', on(n));
      n.element.setAttribute(
        'aria-pressed',
        String(subject?.what === 'operator' && n.ids.includes(subject.id)),
      );
    }
  });
}
