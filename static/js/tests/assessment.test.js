import assert from "node:assert/strict";
import { test } from "node:test";
import { matrixRows, standing, wantedRows } from "../assessment/matrix_rows.js";
import { rankingOf } from "../assessment/ranking_shapes.js";
import { pieces, tracedTo } from "../assessment/report_facts.js";
import { speak } from "./words.js";

const ANSWER = {
  months: ["2026-09", "2026-10"], attainment_names: ["undetermined", "met", "missed", "met_on_n"],
  sections: [
    { code: "a", name: "甲", river: "马颊河", district: "冠县", district_beyond: "莘县", control_level: "国控", target_class: 4 },
    { code: "b", name: "乙", river: null, lake: "东昌湖", district: "东昌府区", control_level: "市控", target_class: null },
    { code: "c", name: "丙", river: "马颊河", district: "冠县", control_level: "市控", target_class: 3 },
  ],
  classes: [[4, 6], [2, 2], [3, null]], attainments: [[1, 2], [null, null], [1, 0]], states: [[null, null], [null, null], [null, "断流"]],
  deciding: [[[], ["w21003"]], [[], []], [[], []]], critical: [[false, true], [false, false], [false, false]],
};

test("sections by months are read, chosen and counted", () => {
  const rows = matrixRows(ANSWER);
  const worst = { grade: 6, attainment: "missed", deciding: ["w21003"], critical: true };
  assert.deepEqual(rows[0].cells[1], { month: "2026-10", ...worst, measured: worst, state: "", exempt: false, documents: [] });
  assert.deepEqual([rows[1].cells[1].attainment, rows[2].cells[1].state], ["none", "断流"]);
  const codes = (view) => wantedRows(rows, view).map((row) => row.code);
  assert.deepEqual(codes({ district: "莘县" }), ["a"]); // a shared section counts for both districts
  assert.deepEqual(codes({ river: "东昌湖" }), ["b"]);
  assert.deepEqual(codes({ attainment: "undetermined", level: "市控" }), ["c"]);
  const now = standing(rows);
  assert.deepEqual([now.met, now.missed, now.undetermined, now.decided, now.judged, now.good, now.worst], [0, 1, 1, 1, 2, 1, 1]);
});

test("what counts after an exemption stands beside what was measured", () => {
  const rows = matrixRows({
    months: ["2026-09", "2026-10"], sections: [{ code: "A", name: "甲", assessment_level: "市考" }, { code: "B", name: "乙", lake: "乙湖", water_type: "lake_or_reservoir" }],
    classes: [[3, 4], [3, null]], attainments: [[1, 2], [1, 0]], attainment_names: ["undetermined", "met", "missed", "met_on_n"], exempt: [[false, true], [false, false]],
    after: [{ section: 0, month: 1, class: 2, attainment: 1, deciding: ["w21003"], documents: ["某函1号"] }],
  });
  const cell = rows[0].cells[1];
  assert.deepEqual([cell.grade, cell.attainment, cell.measured.grade, cell.measured.attainment, cell.documents], [2, "met", 4, "missed", ["某函1号"]]);
  assert.deepEqual(wantedRows(rows, { attainment: "met" }).map((row) => row.code), ["A"]);
  assert.deepEqual(wantedRows(rows, { attainment: "missed" }), []);
  assert.deepEqual([wantedRows(rows, { assessed: "市考" })[0].code, wantedRows(rows, { river: "乙湖" })[0].isLake], ["A", true]);
  const now = standing(rows);
  assert.deepEqual([now.met, now.missed, now.before, now.exempt, now.classes[4], now.classes[2]], [1, 0, { met: 0, missed: 1, decided: 1 }, 1, 1, 0]);
});

test("rankings of other items stay apart, and say what each row is made of", () => {
  speak("zh");
  const items = [{ code: "w01018", name_zh: "化学需氧量", item_index: 1.2, contribution_percent: 60 }];
  const { groups, leftOut } = rankingOf({
    ranking: { groups: [{ n_items: 2, rows: [{ rank: 1, key: "x", name: "甲", index: 2, index_shown: 2 }] }, { n_items: 1, rows: [{ rank: 1, key: "y", name: "乙", index: 1, index_shown: 1 }] }], unranked: [{ name: "丁", reason_zh: "没有" }] },
    changes: { groups: [], unranked: [] }, indices: [{ key: "x", items, missing: [] }, { key: "y", items, missing: [{ code: "w21003", zh: "氨氮" }] }], troubles: [{ key: "丙", reason_zh: "项目不同" }],
  });
  assert.deepEqual(groups.map((group) => [group.count, group.rows[0].text, group.missing, group.rows[0].parts[0].value]), [[2, "2.0000", [], 1.2], [1, "1.0000", ["氨氮"], 1.2]]);
  assert.deepEqual(leftOut.map((one) => one.name), ["丁", "丙"]);
});

test("a report's numbers lead to where they come from", () => {
  const paragraph = { zh: "断面3个。\n千户营超0.80倍。", facts: [{ start: 2, end: 3, source: "overall.sections" }, { start: 10, end: 14, source: "sections[千户营].over_3[氨氮].multiple" }] };
  assert.deepEqual(pieces(paragraph).map((line) => line.map((one) => one.text)), [["断面", "3", "个。"], ["千户营超", "0.80", "倍。"]]);
  const codes = { sections: new Map([["千户营", "LC01"]]), indicators: new Map([["氨氮", "w21003"]]) };
  assert.deepEqual(tracedTo("sections[千户营].over_3[氨氮].multiple", codes), { view: { section: "LC01", indicator: "w21003" } });
  assert.equal(tracedTo("rivers[马颊河].pollutants[氨氮].multiple", codes).view.river, "马颊河");
  assert.equal(tracedTo("districts[冠县].class_counts[0:3]", codes).view.district, "冠县");
  assert.equal(tracedTo("sections.attainment == missed", codes).view.attainment, "missed");
  assert.equal(tracedTo("rankings[县（市、区）水质指数].rows[东阿县].rank", codes).path, "/assessment/ranking");
  assert.equal(tracedTo("month", codes), null);
});
