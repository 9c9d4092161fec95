// The findings are in the page already: here they become things to pick.
import { all, el, one, reveal } from './dom';
import type { Selected } from './state';

export function findings(article: HTMLElement, selected: Selected): void {
  for (const li of all(article, '[data-finding]')) {
    const index = Number(li.dataset['finding']);
    const title = one(li, '.finding-title');
    const body = one(li, '.finding-body');
    if (!title) continue;
    const open = (on: boolean): void => {
      li.classList.toggle('is-open', on);
      if (body) button.setAttribute('aria-expanded', String(on));
    };
    const button = el('button', {
      type: 'button',
      class: 'finding-pick',
      'aria-pressed': 'false',
      onclick: () => {
        const on = li.classList.contains('is-picked');
        selected.pick({ what: 'finding', index }, 'findings');
        open(!on || !body);
      },
    });
    if (body) {
      body.id ||= `${article.id}-finding-${index}`;
      button.setAttribute('aria-controls', body.id);
    }
    button.append(...title.childNodes);
    title.append(button);
    li.classList.add('is-live');
    open(li.classList.contains('is-open'));
    selected.subscribe(({ subject }, by) => {
      const on = subject?.what === 'finding' && subject.index === index;
      li.classList.toggle('is-picked', on);
      button.setAttribute('aria-pressed', String(on));
      if (on) {
        open(true);
        if (by !== 'findings') reveal(li);
      }
    });
  }
}
