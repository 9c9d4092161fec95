/**
 * The colours of a chart, read from CSS custom properties as the browser
 * computes them, so that light-dark() and color-mix() work; read anew when the
 * theme changes.
 */
export class Colors {
  private readonly probe: HTMLElement;
  private known = new Map<string, string>();
  private readonly watch: MutationObserver;
  private readonly dark = matchMedia('(prefers-color-scheme: dark)');
  private readonly renew = () => {
    if (!this.probe.isConnected) return this.destroy(); // the chart was taken out of the page
    this.known.clear();
    this.changed();
  };

  constructor(
    parent: HTMLElement,
    private readonly changed: () => void,
  ) {
    this.probe = document.createElement('span');
    this.probe.className = 'chart-probe';
    parent.append(this.probe);
    this.dark.addEventListener('change', this.renew);
    this.watch = new MutationObserver(this.renew);
    for (const root of [document.documentElement, document.body]) {
      this.watch.observe(root, { attributes: true, attributeFilter: ['class', 'data-theme', 'style'] });
    }
  }

  /** The colour that a custom property names; that of text where it names none. */
  get(name: string): string {
    let color = this.known.get(name);
    if (color === undefined) {
      this.probe.style.setProperty('color', `var(${name}, currentColor)`);
      color = getComputedStyle(this.probe).color;
      this.known.set(name, color);
    }
    return color;
  }

  /** The same colour, thinner. */
  faded(name: string, alpha: number): string {
    const m = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(this.get(name));
    return m ? `rgba(${m[1]}, ${m[2]}, ${m[3]}, ${alpha})` : this.get(name);
  }

  forget(): void {
    this.known.clear();
  }

  destroy(): void {
    this.dark.removeEventListener('change', this.renew);
    this.watch.disconnect();
    this.probe.remove();
  }
}
