/**
 * A river drawn straight, from its begin at the left to its mouth: what may pollute above it, what to protect and what can
 * hold the water below.
 * @module rivers/strip
 */
import { s } from "../dom.js";
import * as format from "../format.js";
import { ticksOf } from "../tracing/profile_scale.js";
import { t } from "../words.js";
import { stripPlaces } from "./sheet_rows.js";

const [WIDTH, HEIGHT, RIVER] = [980, 212, 96];
const BOX = { left: 24, right: WIDTH - 30 };
const short = (name) => ([...name].length > 7 ? `${[...name].slice(0, 6).join("")}…` : name);

/** The number of a row in the look of its group, around 0/0. @param {any} row */
export const mark = (row) => [
  row.look === "risk" ? s("rect", { class: "mark-risk", x: -8, y: -8, width: 16, height: 16, rx: 2 })
    : row.look === "gate" ? s("rect", { class: "mark-gate", x: -8.5, y: -7, width: 17, height: 14 })
    : row.look === "protect" ? s("circle", { class: "mark-protect", r: 9 })
    : s("rect", { class: "mark-room", x: -9, y: -7, width: 18, height: 14, rx: 6 }),
  s("text", { class: `mark-text mark-text-${row.look}`, y: 3.4 }, row.n),
];

/** @param {any[]} rows numbered @param {number} length [m] @param {string} river */
export function strip(rows, length, river) {
  const placed = rows.filter((row) => row.chainage_m !== null);
  const [above, below, joints] = [placed.filter((row) => row.look === "risk"), placed.filter((row) => ["protect", "gate", "room"].includes(row.look)), placed.filter((row) => row.look === "joint")];
  const lanes = (list, width) => stripPlaces(list, length, { ...BOX, width, lanes: 3 });
  const x = (metres) => BOX.left + (metres / length) * (BOX.right - BOX.left);
  const km = ticksOf(0, length / 1000, 8).filter((one) => one * 1000 <= length);
  const side = (list, sign) => lanes(list, 22).map((spot, i) => {
    const y = RIVER + sign * (26 + spot.lane * 21);
    return s("g", null, s("title", null, `${list[i].n} ${list[i].name}`), s("line", { class: "strip-leader", x1: spot.x, x2: spot.x, y1: RIVER + sign * 5, y2: y - sign * 8 }), s("g", { transform: `translate(${spot.x.toFixed(1)} ${y})` }, mark(list[i])));
  });
  const named = lanes(joints, 64);
  return s("svg", { class: "strip", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": t("strip_label", { river, km: format.number(length / 1000, 0), n: placed.length }) },
    s("path", { class: "strip-river", d: `M${BOX.left} ${RIVER}H${BOX.right}` }), s("path", { class: "strip-arrow", d: `M${BOX.right} ${RIVER - 7}l13 7-13 7z` }),
    km.map((one) => [s("line", { class: "strip-tick", x1: x(one * 1000), x2: x(one * 1000), y1: RIVER - 4, y2: RIVER + 4 }), s("text", { class: "strip-km", x: x(one * 1000), y: HEIGHT - 32 }, one)]),
    s("text", { class: "strip-km", x: BOX.right + 12, y: HEIGHT - 32 }, "km"),
    side(above, -1), side(below, 1),
    joints.map((row, i) => {
      const outward = row.state === "leaves";
      return s("g", { transform: `translate(${named[i].x.toFixed(1)} 0)` }, s("title", null, row.name),
        s("path", { class: "strip-joint", d: outward ? `M-4 ${RIVER - 9}L4 ${RIVER - 9} 0 ${RIVER - 15}z` : `M-4 ${RIVER - 15}L4 ${RIVER - 15} 0 ${RIVER - 8}z` }),
        named[i].lane < 2 && s("text", { class: "strip-joint-name", y: HEIGHT - 17 + named[i].lane * 12 }, `${outward ? "↗" : "↘"}${short(row.name)}`));
    }));
}
