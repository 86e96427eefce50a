import assert from "node:assert/strict";
import { test } from "node:test";
import { siteName } from "../register/values.js";
import { both } from "../sluices/flow_cells.js";
import { useConfig } from "../words.js";

useConfig({ language: "zh", demonstration: false, words: {} });
const row = (more) => ({ ecological_flow_m3_per_s: null, ecological_level_m: null, lowest_flow_m3_per_s: null, lowest_level_m: null, ...more });

test("flow and level stand in a cell where they are required and known", () => {
  const lowest = (more) => both(row(more), "lowest_flow_m3_per_s", "lowest_level_m");
  assert.equal(lowest({ ecological_flow_m3_per_s: 1.8, lowest_flow_m3_per_s: 1.21 }), "1.21 m³/s");
  assert.equal(lowest({ ecological_flow_m3_per_s: 1.8, ecological_level_m: 29.6, lowest_flow_m3_per_s: 0, lowest_level_m: 29.55 }), "0 m³/s；29.55 m");
  assert.equal(lowest({ ecological_level_m: 29.6, lowest_flow_m3_per_s: 4 }), "—"); // a flow that nobody asks for
});

test("a river is not said twice", () => {
  assert.equal(siteName({ river: "马颊河", name: "千户营" }), "马颊河 千户营");
  assert.equal(siteName({ river: "马颊河", name: "马颊河节制闸" }), "马颊河节制闸");
  assert.equal(siteName({ name: "千户营" }), "千户营");
  assert.equal(siteName({ river: "马颊河" }), "马颊河");
});
