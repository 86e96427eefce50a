/**
 * The colours of the style sheets for charts that are painted on a canvas, in the theme in force.
 * @module chart/tokens
 */

const NAMES = ["ink", "soft", "line", "hairline", "paper", "surface", "surface-2", "accent", "bad", "good", "class-0", "class-1", "class-2", "class-3", "class-4", "class-5", "class-6",
  ...Array.from({ length: 10 }, (_, i) => `series-${i + 1}`)];

/**
 * Every token as a colour that a canvas understands.
 * @returns {Record<string, string>}
 */
export function readTokens() {
  const probe = document.createElement("i");
  probe.hidden = true;
  document.body.append(probe);
  const tokens = Object.fromEntries(NAMES.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, getComputedStyle(probe).color];
  }));
  probe.remove();
  return tokens;
}

/** A colour of the tokens, paler. @param {string} rgb `rgb(1, 2, 3)` @param {number} alpha */
export const paler = (rgb, alpha) => rgb.replace(/^rgba?\(([^)]+?)\)$/, (_, parts) => `rgba(${parts.split(/[, /]+/).slice(0, 3).join(", ")}, ${alpha})`);
