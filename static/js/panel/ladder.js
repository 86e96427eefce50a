/**
 * A section's indicators as a ladder: value against the five limits, worst first.
 * @module panel/ladder
 */
import { className, exceedance, ladderPosition } from "../classes.js";
import { h } from "../dom.js";
import * as format from "../format.js";
import { chip } from "../map/symbols.js";
import { t } from "../words.js";

/** The limit a value is held to, as text; pH has two. @param {import("../shapes.js").Item} item @param {number} target */
export function limitText(item, target) {
  const limit = item.limits[(target || 3) - 1];
  if (Array.isArray(limit)) return `${limit[0]}–${limit[1]}`;
  return typeof limit === "number" ? format.limit(limit, item.limits, item.isFloor) : "";
}

/** The value as written: below-limit values keep their sign. @param {import("../shapes.js").Item} item */
export function valueText(item) {
  if (item.value === null) return item.below && item.detection !== null ? `<${item.detection}` : "—";
  return format.ruled(item.value, item.decimals);
}

/** @param {import("../shapes.js").Item} item @param {boolean} more */
function steps(item, more) {
  if (item.limits.length !== 5 || Array.isArray(item.limits[0]) || item.value === null) return h("span", { class: "steps is-plain" });
  const at = ladderPosition(item.value, item.limits, more);
  return h("span", { class: "steps", "aria-hidden": "true" },
    [1, 2, 3, 4, 5, 6].map((grade) => h("i", { class: `step chip-${grade}${grade === item.grade ? " is-here" : ""}` })),
    h("b", { class: "steps-mark", style: { left: `${(Math.min(5.95, at) / 6) * 100}%` } }));
}

/**
 * @param {import("../shapes.js").SectionMonth} section
 * @param {{data: any, chosen: string|null, choose: (code: string) => void}} context
 */
export function ladder(section, { data, chosen, choose }) {
  const rank = (item) => (item.judged ? 10 : 0) + item.grade;
  const items = [...section.items].sort((a, b) => rank(b) - rank(a));
  const target = section.target || 3;
  return h("table", { class: "ladder" },
    h("caption", null, section.target ? t("ladder_against", { target: className(section.target) }) : t("ladder_against_three")),
    h("thead", { class: "unseen" }, h("tr", null, [t("indicator"), t("value_and_limit"), t("class")].map((words) => h("th", { scope: "col" }, words)))),
    h("tbody", null, items.map((item) => {
      const more = data.indicators().get(item.code)?.limits?.[section.waterType]?.direction === "ge";
      const limit = item.limits[target - 1];
      const over = item.judged && !more && typeof limit === "number" && item.value !== null ? exceedance(item.value, limit) : null;
      return h("tr", { class: `${item.code === chosen ? "is-chosen" : ""}${item.judged ? "" : " is-beside"}` },
        h("th", { scope: "row" },
          h("button", { type: "button", class: "link-button", "aria-pressed": String(item.code === chosen), on: { click: () => choose(item.code) } }, item.name),
          steps(item, more)),
        h("td", { class: "number" },
          h("span", { class: "value" }, valueText(item)), limitText(item, target) && h("span", { class: "limit" }, ` / ${limitText(item, target)}`), h("small", null, item.unit),
          over !== null && h("em", null, t("over_by", { target: className(target), n: over.toFixed(2) }))),
        h("td", null, item.undeterminable ? h("span", { class: "chip chip-0", title: t("undeterminable_hint") }, "?") : item.judged ? chip(item.grade) : h("span", { class: "soft", title: t("not_judged_hint") }, t("beside"))));
    })));
}
