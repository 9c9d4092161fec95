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
    const parts = channels(this.get(name));
    return parts ? `rgba(${parts.map((v) => Math.round(v * 255)).join(', ')}, ${alpha})` : this.get(name);
  }

  /** The one of --ink and --ground that is read more easily on a colour. */
  textOn(name: string): string {
    const on = this.luminance(name);
    const contrast = (a: number, b: number) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const better =
      contrast(this.luminance('--ink'), on) >= contrast(this.luminance('--ground'), on)
        ? '--ink'
        : '--ground';
    return this.get(better);
  }

  /** As WCAG 2.2 defines it; that of black where the colour is written in a way that is not known here. */
  private luminance(name: string): number {
    const [r, g, b] = (channels(this.get(name)) ?? [0, 0, 0]).map((v) =>
      v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
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

/** Red, green and blue, 0 to 1, of a colour as browsers compute it: rgb(31, 111, 235), color(srgb 0.4 0.6 0.9). */
export function channels(color: string): number[] | null {
  const rgb = /^rgba?\(([\d.]+), ([\d.]+), ([\d.]+)/.exec(color);
  if (rgb) return rgb.slice(1, 4).map((v) => Number(v) / 255);
  const srgb = /^color\(srgb ([\d.e-]+) ([\d.e-]+) ([\d.e-]+)/.exec(color);
  return srgb ? srgb.slice(1, 4).map(Number) : null;
}
