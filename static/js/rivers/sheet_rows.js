/**
 * The rows of a river's sheet: numbered from the begin of the river to its mouth, each with the look of its group. Pure.
 * @module rivers/sheet_rows
 */

/** Groups by what they are to an emergency: what may pollute, what to protect, what can hold or turn the water. */
export const LOOKS = {
  risk_source: "risk", target: "protect", section: "protect", sluice: "gate", dam: "gate", pump: "gate",
  bridge: "room", pit: "room", wetland: "room", dry_channel: "room", reservoir: "room", site: "room", junction: "joint",
};

/** The look of a group; room for one that is not known here. @param {string} group */
export const lookOf = (group) => LOOKS[group] ?? "room";

/**
 * Rows with their numbers; junctions are drawn but not counted.
 * @param {any[]} rows in the order of the answer
 */
export function numberedRows(rows) {
  let n = 0;
  return rows.map((row) => ({ ...row, look: lookOf(row.group), n: row.group === "junction" ? null : (n += 1) }));
}

/** People as one line: name, post, number; a post that the owner says already is left out. @param {any[]} contacts @param {string|null} [owner] */
export const people = (contacts, owner = null) => (contacts ?? []).map((one) => [one.name, one.post === owner ? "" : one.post, one.tel].filter(Boolean).join(" ")).filter(Boolean).join("；");

/**
 * Where marks stand on the strip: each at its place along the river, in the lane where it has room.
 * @param {{chainage_m: number|null}[]} rows @param {number} length [m] @param {{left: number, right: number, width: number, lanes: number}} box
 * @returns {{x: number, lane: number}[]} of each; the last lane where all are full
 */
export function stripPlaces(rows, length, { left, right, width, lanes }) {
  const taken = Array.from({ length: lanes }, () => /** @type {number[]} */ ([]));
  return rows.map((row) => {
    const x = left + (Math.min(length, Math.max(0, row.chainage_m ?? 0)) / Math.max(1, length)) * (right - left);
    const free = taken.findIndex((there) => there.every((other) => Math.abs(other - x) >= width));
    const lane = free >= 0 ? free : lanes - 1;
    taken[lane].push(x);
    return { x, lane };
  });
}
