// Light, dark, or as the system has it. The choice is kept where the browser
// lets a file keep anything.
import { el } from './dom';

const KEY = 'daft-analyze-theme';
type Theme = 'auto' | 'light' | 'dark';
const next: Record<Theme, Theme> = { auto: 'light', light: 'dark', dark: 'auto' };
const names: Record<Theme, string> = { auto: 'as system', light: 'light', dark: 'dark' };

function stored(): Theme {
  try {
    const v = localStorage.getItem(KEY);
    return v === 'light' || v === 'dark' ? v : 'auto';
  } catch {
    return 'auto';
  }
}

function apply(theme: Theme): void {
  const root = document.documentElement;
  if (theme === 'auto') root.removeAttribute('data-theme');
  else root.setAttribute('data-theme', theme);
}

/** The switch; changed is called after each change, also of the system's. */
export function themeSwitch(changed: () => void): HTMLElement {
  let theme = stored();
  apply(theme);
  const label = el('span', {}, names[theme]);
  const button = el(
    'button',
    {
      type: 'button',
      class: 'control',
      title: 'Colours: light, dark, or as the system has them',
      onclick: () => {
        theme = next[theme];
        apply(theme);
        label.textContent = names[theme];
        try {
          localStorage.setItem(KEY, theme);
        } catch {
          // a file may not keep anything: then it is as the system has it next time
        }
        changed();
      },
    },
    el('span', { class: 'is-dim' }, 'colours '),
    label,
  );
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed);
  return button;
}
