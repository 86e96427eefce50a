/**
 * An impact on one sheet of A4: map with arrivals, when what arrives where, sluices, who is to be told.
 * @module tracing/print_impact
 */
import { s } from "../dom.js";
import * as format from "../format.js";
import { boundsOf } from "../map/geometry.js";
import { t } from "../words.js";
import { arrivalCells } from "./impact_tables.js";
import { clockWords, peakWords, volumeWords, whatWords } from "./impact_words.js";
import { detailed, oneLine, paperFoot, paperHead, paperTable, printPage } from "./print_page.js";
import { snapshot } from "./snapshot.js";
import { said } from "./trace_shapes.js";

const MOST = { arrivals: 12, sluices: 6, districts: 5, storage: 4, sampling: 5 };

/** The numbered flags, the start. @param {import("./trace_shapes.js").KeptImpact} impact @returns {import("./snapshot.js").PaperSign[]} */
const signsOf = ({ arrivals, question, storage }) => [
  ...storage.filter((one) => one.place).map((one) => ({ place: one.place, size: 10, weight: 0, parts: [s("rect", { class: "storage", x: -5, y: -4, width: 10, height: 8, rx: 1.5 })] })),
  ...arrivals.map((one, i) => ({ one, n: i + 1 })).filter(({ one }) => one.place).map(({ one, n }) => ({
    place: one.place, size: 17, weight: 10, spread: true, parts: [s("circle", { class: "paper-number", r: 7.5 }), s("text", { class: "paper-number-text", y: 3.2 }, n)],
    label: one.arrival?.probable ? clockWords(one.arrival.probable, question.moment) : t("paper_unknown"),
  })),
  ...(question.place ? [{ place: question.place, size: 22, weight: 50, parts: [s("circle", { class: "start-ring", r: 9 }), s("circle", { class: "start-dot", r: 3.5 })], label: t("paper_start") }] : []),
];

/** @param {any} context @param {import("./trace_shapes.js").KeptImpact} impact */
export function printImpact(context, impact) {
  const { question, arrivals, sluices, districts, storage, sampling } = impact;
  const { moment } = question;
  const title = impact.title || question.name;
  const clock = (instant) => (instant ? clockWords(instant, moment) : "—");
  const beyond = (list, most) => ({ more: list.length - most });
  const small = (list, table) => (list.length ? table : null);
  printPage(context, {
    title, madeBy: impact.madeBy,
    draw: () => [
      paperHead(title, [whatWords(question), t("impact_began", { time: format.time(moment) })].join(" · "), impact.caveat || t("tracing_caveat")),
      snapshot(context.data, {
        box: boundsOf([...impact.reaches.map((one) => one.geometry), ...arrivals.filter((one) => one.place).map((one) => ({ type: "Point", coordinates: one.place }))]) ?? [115, 36, 116, 37], label: title, height: 312, signs: signsOf(impact),
        lines: impact.reaches.filter((one) => one.geometry).map((one) => ({ line: one.geometry.coordinates, look: "paper-searched", width: 3.4 })),
      }),
      paperTable(t("part_arrivals"), [t("paper_n"), t("paper_where"), t("arrival_early"), t("arrival_probable"), t("arrival_late"), t("arrival_peak_head")],
        arrivals.slice(0, MOST.arrivals).map((one, i) => [i + 1, oneLine(detailed(one.name, t(`layer_one_${one.layer}`), format.distance(one.distance_m))), ...arrivalCells(one.arrival, moment), peakWords(one.peak)]), { numbers: [0, 2, 3, 4, 5], ...beyond(arrivals, MOST.arrivals) }),
      small(sluices, paperTable(t("part_sluices"), [t("paper_where"), t("paper_state"), t("sluice_close")], sluices.slice(0, MOST.sluices).map((one) => [oneLine(detailed(one.name, format.distance(one.distance_m))), t(`sluice_state_${one.state ?? "unknown"}`), clock(one.close_before)]), { numbers: [2], ...beyond(sluices, MOST.sluices) })),
      small(districts, paperTable(t("districts_title"), [t("paper_district"), t("paper_body"), t("arrival_early")], districts.slice(0, MOST.districts).map((one) => [one.name, said(one, "body"), clock(one.arrival)]), { numbers: [2], ...beyond(districts, MOST.districts) })),
      small(storage, paperTable(t("part_storage_long"), [t("paper_where"), t("paper_volume"), t("paper_owner"), t("paper_until")], storage.slice(0, MOST.storage).map((one) => [oneLine(detailed(one.name, one.kind, format.distance(one.distance_m))), typeof one.volume_m3 === "number" ? volumeWords(one.volume_m3) : one.use || "—", one.owner || "—", clock(one.usable_until)]), { numbers: [1, 3], ...beyond(storage, MOST.storage) })),
      small(sampling, paperTable(t("dense_title"), [t("paper_where"), t("paper_window"), t("paper_every")], sampling.slice(0, MOST.sampling).map((one) => [one.name || one.section, t("tracing_from_to", { from: clock(one.from), to: clock(one.to) }), t("dense_every", { n: one.every_h })]), { numbers: [2], ...beyond(sampling, MOST.sampling) })),
      paperFoot(impact.madeAt),
    ],
  });
}
